using System.Text.Json;
using System.Text.Json.Serialization;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Artifacts;

/// <summary>An image that cannot be used.</summary>
/// <param name="Sha256">Hash of its bytes.</param>
/// <param name="Reason">The reason, as text.</param>
public sealed record SkippedImage(string Sha256, string Reason);

/// <summary>
/// The features stage's artifact: which images were processed by which base. The features themselves are stored separately and can be
/// recomputed.
/// </summary>
/// <param name="Settings">The settings that produced the features.</param>
/// <param name="Images">Hashes of the usable images, sorted.</param>
/// <param name="Skipped">Images that cannot be read, sorted by hash.</param>
public sealed record FeatureIndex(
    JsonElement Settings, [property: JsonPropertyName("pictures")] IReadOnlyList<string> Images, IReadOnlyList<SkippedImage> Skipped)
{
    /// <summary>Name of the artifact among the stage's outputs.</summary>
    public const string FileName = "features.json";

    /// <summary>
    /// Name of the tar file with the stored activations of a part of the images, which other machines take over. Its entries are named as in the folder of
    /// stored features.
    /// </summary>
    public const string PackName = "features.tar";

    /// <summary>
    /// Perceptual hashes of the usable images, 64 bits as 16 hexadecimal digits by SHA-256, in its order; images that are nearly one plain color have none.
    /// Null if there are none.
    /// </summary>
    public IReadOnlyDictionary<string, string>? Fingerprints { get; init; }

    /// <summary>
    /// Returns the hash of the usable images: everything that later stages depend on apart from their own settings and the dataset. (Those
    /// settings already include the ones that produced the features.)
    /// </summary>
    public string UsableHash() => Hashing.OfText(string.Join("\n", Images));

    /// <summary>Returns the usable images of a dataset, in the manifest's order, with images that look alike in one subset.</summary>
    public IReadOnlyList<ManifestEntry> Usable(Manifest manifest) => SplitOf(manifest).Entries;

    /// <summary>Returns the usable images that look alike, one list per cluster, with the subsets that the later stages use.</summary>
    public IReadOnlyList<IReadOnlyList<ManifestEntry>> LookingAlike(Manifest manifest) => SplitOf(manifest).Clusters;

    /// <summary>Returns the usable images of a dataset and the clusters of those that look alike.</summary>
    public NearDuplicateSplit SplitOf(Manifest manifest)
    {
        var usable = new HashSet<string>(Images, StringComparer.Ordinal);
        ManifestEntry[] entries = [.. manifest.Entries.Where(entry => usable.Contains(entry.Sha256))];
        return Fingerprints is null ? new NearDuplicateSplit(entries, []) : NearDuplicateSplit.Of(entries, Fingerprints);
    }

    /// <summary>Returns the index as JSON.</summary>
    public string ToJson() => CanonicalJson.Document(this);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The text is not an index.</exception>
    public static FeatureIndex FromJson(string json) =>
        JsonSerializer.Deserialize<FeatureIndex>(json, CanonicalJson.Options) ?? throw new InvalidDataException("The feature index is empty.");
}
