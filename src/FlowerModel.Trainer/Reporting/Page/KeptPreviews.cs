using System.Collections.Concurrent;
using FlowerModel.Pipeline.Store;
using FlowerModel.Runtime;
using FlowerModel.Trainer.Files;
using FlowerModel.Trainer.Reporting.Analysis;

namespace FlowerModel.Trainer.Reporting.Page;

/// <summary>
/// What the pages about one model showed of images, so that only images that are new to them are decoded and classified. The file is named after the
/// SHA-256 of the model: a <see cref="ChecksummedJson"/>.
/// </summary>
internal sealed class KeptPreviews
{
    private const string Extension = ".previews";
    private readonly string? path; // null if no previews are kept
    private readonly ConcurrentDictionary<string, Preview> previews;

    private KeptPreviews(string? path, Document document)
    {
        this.path = path;
        HasMaps = document.HasMaps;
        previews = new ConcurrentDictionary<string, Preview>(document.Previews, StringComparer.Ordinal);
    }

    /// <summary>True if the network allows activation maps; null if that is not known yet.</summary>
    public bool? HasMaps { get; set; }

    /// <summary>Reads the previews of a model. There are none if the file is missing or damaged.</summary>
    /// <param name="directory">The folder with the files; empty to keep none.</param>
    /// <param name="model">SHA-256 of the model.</param>
    public static KeptPreviews Open(string directory, string model)
    {
        if (directory.Length == 0) return new KeptPreviews(null, new Document(null, []));
        var path = Path.Combine(directory, model + Extension);
        var document = ChecksummedJson.TryRead<Document>(path);
        if (document is not null) LastUse.Touch(path);
        return new KeptPreviews(path, document ?? new Document(null, []));
    }

    /// <summary>Returns true if everything that is to be shown of an image is known.</summary>
    /// <param name="image">The exhibits with that image.</param>
    public bool Contains(IGrouping<string, Exhibit> image) => previews.TryGetValue(image.Key, out var preview)
        && (HasMaps == false || image.All(exhibit => exhibit.Answer is not { } answer || preview.Maps.ContainsKey(answer)));

    /// <summary>Returns what is shown of an image; null if it cannot be read.</summary>
    public Preview? Find(string sha256) => previews.GetValueOrDefault(sha256);

    /// <summary>Adds an image.</summary>
    /// <param name="sha256">Hash of the image.</param>
    /// <param name="thumbnail">Its thumbnail.</param>
    /// <param name="maps">Its maps by class; null where there is none.</param>
    public void Add(string sha256, Thumbnail thumbnail, IEnumerable<(int Answer, ActivationMap? Map)> maps)
    {
        var levels = new SortedDictionary<int, MapLevels>(previews.TryGetValue(sha256, out var before) ? before.Maps.ToDictionary() : []);
        foreach (var (answer, map) in maps)
        {
            if (map is not null) levels[answer] = MapLevels.Of(map.Width, map.Values);
        }

        previews[sha256] = new Preview(thumbnail, levels);
    }

    /// <summary>Writes the file. A failed write only costs time later, so it is not an error.</summary>
    public void Save()
    {
        if (path is not null) ChecksummedJson.Write(path, new Document(HasMaps, new SortedDictionary<string, Preview>(previews, StringComparer.Ordinal)));
    }

    private sealed record Document(bool? HasMaps, SortedDictionary<string, Preview> Previews);
}

/// <summary>What a page shows of an image.</summary>
/// <param name="Thumbnail">The image.</param>
/// <param name="Maps">Its activation maps by class.</param>
internal sealed record Preview(Thumbnail Thumbnail, IReadOnlyDictionary<int, MapLevels> Maps);
