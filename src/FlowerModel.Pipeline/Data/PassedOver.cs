using System.Globalization;
using FlowerModel.Pipeline.Diagnostics;

namespace FlowerModel.Pipeline.Data;

/// <summary>Collects the files of a dataset that are not used, so that one message can name them.</summary>
public sealed class PassedOver
{
    /// <summary>Kind of a link whose target does not exist.</summary>
    public const string DanglingLink = "linking to nothing";

    /// <summary>Kind of a link to a folder that contains it.</summary>
    public const string CircularLink = "linking to a folder that contains them";

    private const string NoExtension = "without extension";
    private const string NoClass = "in no class folder";
    private const int MaxNames = 3;

    private readonly SortedDictionary<string, (SortedSet<string> Names, int Count, bool MayBeMeant)> kinds = new(StringComparer.Ordinal);

    /// <summary>The files, by kind.</summary>
    public IReadOnlyList<PassedOverFiles> Kinds =>
        [.. kinds.Select(kind => new PassedOverFiles(kind.Key, kind.Value.Count, [.. kind.Value.Names], kind.Value.MayBeMeant))];

    /// <summary>Adds a file of the kind that its name says.</summary>
    /// <param name="path">Its path below the dataset, with forward slashes.</param>
    public void AddByName(string path)
    {
        var name = path.Substring(path.LastIndexOf('/') + 1);
        switch (ImageName.KindOf(name))
        {
            case ImageNameKind.Image:
                Add(NoClass, path, mayBeMeant: false);
                break;
            case ImageNameKind.NoExtension:
                Add(NoExtension, path, mayBeMeant: false);
                break;
            case var kind:
                Add(Path.GetExtension(name).ToLowerInvariant(), path, mayBeMeant: kind == ImageNameKind.OtherFormat);
                break;
        }
    }

    /// <summary>Adds a file.</summary>
    /// <param name="kind">Its kind: see <see cref="PassedOverFiles.Kind"/>.</param>
    /// <param name="path">Its path below the dataset, with forward slashes.</param>
    /// <param name="mayBeMeant">True if the user probably wants it to be used.</param>
    public void Add(string kind, string path, bool mayBeMeant)
    {
        var (names, count, earlier) = kinds.TryGetValue(kind, out var same) ? same : (new SortedSet<string>(StringComparer.Ordinal), 0, false);
        names.Add(path);
        if (names.Count > MaxNames) names.Remove(names.Max);
        kinds[kind] = (names, count + 1, earlier || mayBeMeant);
    }

    /// <summary>Adds files of another collection.</summary>
    /// <param name="files">The files.</param>
    /// <param name="prefix">What their paths are below, with a slash at its end; or empty.</param>
    public void Add(IEnumerable<PassedOverFiles> files, string prefix = "")
    {
        foreach (var same in files)
        {
            foreach (var name in same.Names) Add(same.Kind, prefix + name, same.MayBeMeant);
            var (names, count, mayBeMeant) = kinds[same.Kind];
            kinds[same.Kind] = (names, count + same.Count - same.Names.Count, mayBeMeant);
        }
    }

    /// <summary>Returns a text that lists the files; null if everything is used.</summary>
    /// <param name="model">Name of the model; empty outside a build.</param>
    /// <param name="files">The files, by kind.</param>
    public static string? Describe(string model, IReadOnlyList<PassedOverFiles> files)
    {
        if (files.Count == 0) return null;
        var count = files.Sum(kind => kind.Count);
        var subject = count == 1 ? "file of the dataset is" : "files of the dataset are";
        return $"{model}{(model.Length > 0 ? ": " : "")}{Number(count)} {subject} not used: " + string.Join("; ", files.Select(Describe)) + ".";
    }

    /// <summary>Returns the warning about the files; null if none of them may be meant to be used.</summary>
    /// <param name="model">Name of the model; empty outside a build.</param>
    /// <param name="files">The files, by kind.</param>
    /// <param name="dataset">Full path of the dataset's folder or archive.</param>
    public static Diagnostic? Warn(string model, IReadOnlyList<PassedOverFiles> files, string dataset)
    {
        if (!files.Any(kind => kind.MayBeMeant)) return null;
        var isForeign = files.Any(kind => kind.MayBeMeant && kind.Kind[0] == '.');
        var isLinked = files.Any(kind => kind.MayBeMeant && kind.Kind[0] != '.');
        return Diagnostic.Warning(
            Codes.FilesPassedOver,
            Describe(model, files)
                + (isForeign ? " Only JPEG, PNG, BMP and GIF are read: convert the images to JPEG or PNG, or remove them." : "")
                + (isLinked ? " Replace the links by what they lead to, or remove them." : ""),
            dataset);
    }

    private static string Describe(PassedOverFiles files) =>
        $"{Number(files.Count)} {files.Kind} ({string.Join(", ", files.Names)}{(files.Count > files.Names.Count ? ", ..." : "")})";

    private static string Number(int count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
