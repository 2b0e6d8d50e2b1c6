using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Data;

/// <summary>What an image is used for.</summary>
public enum Subset
{
    /// <summary>Training.</summary>
    Train,

    /// <summary>Validation: these images choose the best epoch.</summary>
    Validation,

    /// <summary>Test: these images decide nothing; the finished model is measured on them.</summary>
    Test,
}

/// <summary>One image of a dataset.</summary>
/// <param name="Label">Its class.</param>
/// <param name="Path">Path under the dataset's root, with forward slashes.</param>
/// <param name="Sha256">Hash of its bytes.</param>
/// <param name="Size">Size in bytes.</param>
/// <param name="Subset">What it is used for.</param>
/// <param name="Group">Name of the group of images that stay in one subset; null if it belongs to none.</param>
/// <param name="IsFixed">True if the dataset or Keras' rule names the subset, so that images that look like this one do not change it; otherwise null.</param>
public sealed record ManifestEntry(
    string Label,
    string Path,
    string Sha256,
    long Size,
    Subset Subset,
    string? Group = null,
    [property: JsonPropertyName("fixed")] bool? IsFixed = null);

/// <summary>The content of a dataset: every image with label, hash and subset, in a fixed order.</summary>
public sealed class Manifest
{
    private string? datasetHash;
    private string? imagesHash;
    private string? validationHash;
    private string? subsetsHash;
    private string? trainingHash;
    private string? testHash;

    /// <summary>Creates the manifest of images in one folder; entries are sorted by label, then path, both ordinally.</summary>
    /// <param name="root">Full path of the folder that the entries' paths are relative to.</param>
    /// <param name="entries">The images.</param>
    public Manifest(string root, IEnumerable<ManifestEntry> entries)
        : this(new ImageRoot(root), entries)
    {
    }

    /// <summary>Creates the manifest of images in one or several folders; entries are sorted by label, then path, both ordinally.</summary>
    /// <param name="root">What the entries' paths are relative to.</param>
    /// <param name="entries">The images.</param>
    public Manifest(ImageRoot root, IEnumerable<ManifestEntry> entries)
    {
        ImageRoot = root;
        Entries = [.. entries.OrderBy(e => e.Label, StringComparer.Ordinal).ThenBy(e => e.Path, StringComparer.Ordinal)];
        Labels = [.. Entries.Select(e => e.Label).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>What the entries' paths are relative to.</summary>
    public ImageRoot ImageRoot { get; }

    /// <summary>Full path of the folder that contains the images; the first one if there are several.</summary>
    public string Root => ImageRoot.Path;

    /// <summary>The images, sorted by label and path.</summary>
    public IReadOnlyList<ManifestEntry> Entries { get; }

    /// <summary>The class names, sorted ordinally: output i of the model is label i.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>
    /// Returns the hash of what training uses: contents, labels and subsets of the training and validation images. File names are not included, so
    /// renaming an image has no effect unless it changes the split.
    /// </summary>
    public string DatasetHash() => datasetHash ??= Hash(Entries.Where(e => e.Subset != Subset.Test).Select(
        e => $"{e.Sha256} {(e.Subset == Subset.Train ? "train" : "validation")} {JsonSerializer.Serialize(e.Label)}"));

    /// <summary>Returns the hash of the training and validation images without their labels: everything that the features stage depends on.</summary>
    public string ImagesHash() => imagesHash ??= Hash(WithoutTest().Entries.Select(e => e.Sha256).Distinct(StringComparer.Ordinal));

    /// <summary>
    /// Returns the hash of these images and of whether they are for training: what the features stage depends on if it stores augmented views.
    /// </summary>
    public string SubsetsHash() => subsetsHash ??=
        Hash(WithoutTest().Entries.Select(e => $"{e.Sha256} {(e.Subset == Subset.Train ? "train" : "other")}").Distinct(StringComparer.Ordinal));

    /// <summary>Returns the hash of the validation images and their labels.</summary>
    public string ValidationHash() => validationHash ??= HashOf(Subset.Validation);

    /// <summary>Returns the hash of the test images and their labels.</summary>
    public string TestHash() => testHash ??= HashOf(Subset.Test);

    /// <summary>
    /// Returns the hash of the training images, their labels and the names of all classes: everything that the weights after each epoch depend on.
    /// </summary>
    public string TrainingHash() => trainingHash ??= Hash(
        Entries.Where(e => e.Subset == Subset.Train).Select(e => $"{e.Sha256} {JsonSerializer.Serialize(e.Label)}")
            .Concat(Labels.Select(label => $"class {JsonSerializer.Serialize(label)}")));

    /// <summary>Returns the number of training images.</summary>
    public int TrainingCount() => Entries.Count(entry => entry.Subset == Subset.Train);

    /// <summary>Returns the part of the manifest with the given images.</summary>
    /// <param name="hashes">The SHA-256 of each image.</param>
    public Manifest Only(IReadOnlyCollection<string> hashes)
    {
        var wanted = new HashSet<string>(hashes, StringComparer.Ordinal);
        return With(Entries.Where(entry => wanted.Contains(entry.Sha256)));
    }

    /// <summary>Returns the manifest of some of the images.</summary>
    /// <param name="entries">These images.</param>
    public Manifest With(IEnumerable<ManifestEntry> entries) => new(ImageRoot, entries);

    /// <summary>Returns the part of the manifest that decides something: the training and validation images.</summary>
    public Manifest WithoutTest() => HasTest ? With(Entries.Where(entry => entry.Subset != Subset.Test)) : this;

    /// <summary>True if there are test images.</summary>
    public bool HasTest => Entries.Any(entry => entry.Subset == Subset.Test);

    /// <summary>Returns the full path of an entry's file.</summary>
    public string FullPath(ManifestEntry entry) => ImageRoot.FullPath(entry.Path);

    /// <summary>Returns the manifest as JSON.</summary>
    public string ToJson() => CanonicalJson.Document(new ManifestFile(Root, Entries, ImageRoot.Folders));

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The text is not a manifest.</exception>
    public static Manifest FromJson(string json)
    {
        var file = JsonSerializer.Deserialize<ManifestFile>(json, CanonicalJson.Options) ?? throw new InvalidDataException("The manifest is empty.");
        return new Manifest(new ImageRoot(file.Root, file.Folders), file.Entries);
    }

    private string HashOf(Subset subset) =>
        Hash(Entries.Where(e => e.Subset == subset).Select(e => $"{e.Sha256} {JsonSerializer.Serialize(e.Label)}"));

    private static string Hash(IEnumerable<string> lines)
    {
        var text = new StringBuilder();
        foreach (var line in lines.OrderBy(line => line, StringComparer.Ordinal)) text.Append(line).Append('\n');
        return Hashing.OfText(text.ToString());
    }

    private sealed record ManifestFile(string Root, IReadOnlyList<ManifestEntry> Entries, IReadOnlyDictionary<string, string>? Folders = null);
}
