using System.Collections.Concurrent;
using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Store;
using FlowerModel.Pipeline.Trainer;
using FlowerModel.Trainer.Files;

namespace FlowerModel.Trainer.Verbs;

/// <summary>
/// The scores of one model in earlier evaluations, so that only images that are new to it are classified. The file is named after the SHA-256 of the
/// model: a <see cref="ChecksummedJson"/> with the scores of each image by its SHA-256.
/// </summary>
internal sealed class KeptAnswers
{
    private const string Extension = ".answers";
    private readonly string? path; // null if no answers are kept
    private readonly HashSet<string> before;

    private KeptAnswers(string? path, Dictionary<string, float[]> known)
    {
        this.path = path;
        before = [.. known.Keys];
        Known = new ConcurrentDictionary<string, float[]>(known, StringComparer.Ordinal);
    }

    /// <summary>Scores by the images' SHA-256; an evaluation adds those of new images.</summary>
    public ConcurrentDictionary<string, float[]> Known { get; }

    /// <summary>Reads the answers of the model in a request. There are none if the file is missing or damaged.</summary>
    public static KeptAnswers Open(TrainerRequest request)
    {
        if (request.AnswersDirectory.Length == 0) return new KeptAnswers(null, []);
        var path = Path.Combine(request.AnswersDirectory, request.InputHashes[ArtifactNames.Model] + Extension);
        return new KeptAnswers(path, ChecksummedJson.TryRead<Dictionary<string, float[]>>(path) ?? []);
    }

    /// <summary>Writes <see cref="Known"/> if it contains new images. A failed write only costs time later, so it is not an error.</summary>
    /// <param name="images">SHA-256 of the images that were evaluated.</param>
    /// <returns>The number of evaluated images whose answers were known before.</returns>
    public int Save(IEnumerable<string> images)
    {
        var reused = images.Distinct(StringComparer.Ordinal).Count(before.Contains);
        if (path is null) return reused;
        if (before.Count == Known.Count) LastUse.Touch(path);
        else ChecksummedJson.Write(path, new SortedDictionary<string, float[]>(Known, StringComparer.Ordinal));
        return reused;
    }
}
