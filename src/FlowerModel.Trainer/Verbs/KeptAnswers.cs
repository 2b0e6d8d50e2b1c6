using System.Text;
using System.Text.Json;
using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Store;
using FlowerModel.Pipeline.Text;
using FlowerModel.Pipeline.Trainer;

namespace FlowerModel.Trainer.Verbs;

/// <summary>
/// The answers of one model in earlier evaluations, so that only images that are new to it are classified. The file is named after the SHA-256 of the
/// model: the SHA-256 of the rest on the first line, then one JSON object with a label for the SHA-256 of each image.
/// </summary>
internal sealed class KeptAnswers
{
    private const string Extension = ".answers";
    private readonly string? path; // null if no answers are kept

    private KeptAnswers(string? path, IReadOnlyDictionary<string, string> known) => (this.path, Known) = (path, known);

    /// <summary>Labels by the images' SHA-256.</summary>
    public IReadOnlyDictionary<string, string> Known { get; }

    /// <summary>Reads the answers of the model in a request. There are none if the file is missing or damaged.</summary>
    public static KeptAnswers Open(TrainerRequest request)
    {
        var none = new Dictionary<string, string>();
        if (request.AnswersDirectory.Length == 0) return new KeptAnswers(null, none);
        var path = Path.Combine(request.AnswersDirectory, request.InputHashes[ArtifactNames.Model] + Extension);
        return new KeptAnswers(path, TryRead(path) ?? none);
    }

    /// <summary>Adds the answers of an evaluation to the file. A failed write only costs time later, so it is not an error.</summary>
    /// <param name="answers">Labels by the images' SHA-256.</param>
    /// <returns>The number of answers that were known before.</returns>
    public int Add(IReadOnlyDictionary<string, string> answers)
    {
        var reused = answers.Keys.Count(Known.ContainsKey);
        if (path is null) return reused;
        try
        {
            if (reused == answers.Count) LastUse.Touch(path);
            else Write(path, answers);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The next evaluation classifies these images again.
        }

        return reused;
    }

    private void Write(string file, IReadOnlyDictionary<string, string> answers)
    {
        var all = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (image, label) in Known.Concat(answers)) all[image] = label;
        var json = JsonSerializer.Serialize(all, CanonicalJson.Options);
        AtomicFile.WriteText(file, $"{Hashing.OfText(json)}\n{json}");
    }

    private static Dictionary<string, string>? TryRead(string path)
    {
        try
        {
            if (!File.Exists(path) || File.ReadAllText(path, Encoding.UTF8).Split('\n', 2) is not [var sha256, var json]) return null;
            return Hashing.OfText(json) == sha256 ? JsonSerializer.Deserialize<Dictionary<string, string>>(json, CanonicalJson.Options) : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }
}
