using System.Text.Json;
using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Store;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Stages;

/// <summary>The answers of the model before the present one, which the state folder keeps for a comparison.</summary>
internal static class PreviousAnswers
{
    /// <summary>Name of the file in the state folder.</summary>
    public const string FileName = "previous-answers.json";

    /// <summary>Keeps the answers in the state folder if others are about to replace them.</summary>
    /// <param name="model">The model.</param>
    /// <param name="next">The answers that replace them.</param>
    public static void Keep(ModelRun model, Artifact next)
    {
        var current = model.State.PathOf(Answers.FileName);
        if (File.Exists(current) && model.Hashes.Hash(current).Sha256 != next.Sha256) AtomicFile.Copy(current, model.State.PathOf(FileName));
    }

    /// <summary>Compares the first variant's answers with those before.</summary>
    /// <returns>The number of images in both, and those with another answer; null without images that both answered.</returns>
    public static AnswerComparison? Compare(ModelRun model)
    {
        if (TryRead(model.State.PathOf(FileName)) is not { } before || TryRead(model.State.PathOf(Answers.FileName)) is not { } now) return null;
        var paths = model.ReadManifest().Entries.ToLookup(entry => entry.Sha256, entry => entry.Path, StringComparer.Ordinal);
        return Compare(before, now, sha256 => paths[sha256].FirstOrDefault() ?? "") is { Compared: > 0 } comparison ? comparison : null;
    }

    /// <summary>Compares answers: images that were right and are wrong now come first.</summary>
    /// <param name="before">The earlier answers.</param>
    /// <param name="now">The answers of the present model.</param>
    /// <param name="pathOf">Returns the path of an image.</param>
    public static AnswerComparison Compare(Answers before, Answers now, Func<string, string> pathOf)
    {
        var earlier = new Dictionary<string, ImageAnswer>(StringComparer.Ordinal);
        foreach (var image in before.Images) earlier[image.Sha256] = image;
        List<ChangedAnswer> lost = [], others = [], won = [];
        var compared = 0;
        foreach (var image in now.Images)
        {
            if (!earlier.TryGetValue(image.Sha256, out var old)) continue;
            compared++;
            var was = before.Labels[old.Best()];
            var answer = now.Labels[image.Best()];
            if (was == answer) continue;
            var changes = was == image.Label ? lost : answer == image.Label ? won : others;
            changes.Add(new ChangedAnswer(image.Sha256, pathOf(image.Sha256), image.Label, was, answer));
        }

        return new AnswerComparison(compared, [.. lost, .. others, .. won]);
    }

    private static Answers? TryRead(string path)
    {
        try
        {
            var answers = File.Exists(path) ? Answers.FromJson(File.ReadAllText(path)) : null;
            return answers is { Labels: not null, Images: not null } && answers.Images.All(image => image is { Sha256: not null, Scores: not null }
                && image.Scores.Count == answers.Labels.Count) ? answers : null;
        }
        catch (Exception error) when (error is IOException or JsonException or InvalidDataException)
        {
            return null;
        }
    }
}

/// <summary>How the answers of two models differ.</summary>
/// <param name="compared">Number of images that both models answered.</param>
/// <param name="changes">The images with different answers.</param>
internal sealed class AnswerComparison(int compared, IReadOnlyList<ChangedAnswer> changes)
{
    /// <summary>Number of images that both models answered.</summary>
    public int Compared { get; } = compared;

    /// <summary>The images with different answers.</summary>
    public IReadOnlyList<ChangedAnswer> Changes { get; } = changes;
}

/// <summary>An image whose answer changed.</summary>
/// <param name="sha256">Hash of the image.</param>
/// <param name="path">Path of the image below the dataset's folder.</param>
/// <param name="label">Its label.</param>
/// <param name="before">The earlier answer.</param>
/// <param name="after">The present answer.</param>
internal sealed class ChangedAnswer(string sha256, string path, string label, string before, string after)
{
    /// <summary>Hash of the image.</summary>
    public string Sha256 { get; } = sha256;

    /// <summary>Path of the image below the dataset's folder.</summary>
    public string Path { get; } = path;

    /// <summary>Its label.</summary>
    public string Label { get; } = label;

    /// <summary>The earlier answer.</summary>
    public string Before { get; } = before;

    /// <summary>The present answer.</summary>
    public string After { get; } = after;
}
