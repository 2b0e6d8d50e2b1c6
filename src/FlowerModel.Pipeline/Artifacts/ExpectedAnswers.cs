using System.Text.Json;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Artifacts;

/// <summary>The answer of a written .tflite for one image.</summary>
/// <param name="Sha256">Hash of the image's bytes.</param>
/// <param name="Label">The label with the highest score; null if the image cannot be read.</param>
/// <param name="Scores">The score of every label, rounded to six decimals; empty if the image cannot be read.</param>
/// <param name="IsKnown">False if the highest score is below the model's threshold of unknown answers.</param>
/// <param name="Problem">Why the image cannot be read, as text; null if it can.</param>
public sealed record ExpectedAnswer(string Sha256, string? Label, IReadOnlyDictionary<string, double> Scores, bool IsKnown, string? Problem = null);

/// <summary>The check stage's artifact: the answers for the images that the project's expectations name.</summary>
/// <param name="Answers">The answers, sorted by SHA-256.</param>
public sealed record ExpectedAnswers(IReadOnlyList<ExpectedAnswer> Answers)
{
    /// <summary>Name of the artifact among the stage's outputs.</summary>
    public const string FileName = "expected-answers.json";

    /// <summary>Returns the answers as JSON.</summary>
    public string ToJson() => CanonicalJson.Document(this);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The text contains no answers.</exception>
    public static ExpectedAnswers FromJson(string json) =>
        JsonSerializer.Deserialize<ExpectedAnswers>(json, CanonicalJson.Options) ?? throw new InvalidDataException("The expected answers are empty.");
}
