using System.Text.Json;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Artifacts;

/// <summary>The answer of a written .tflite for one image.</summary>
public sealed class ExpectedAnswer
{
    /// <summary>The label with the highest score; null if the image cannot be read.</summary>
    public string? Label { get; init; }

    /// <summary>The score of every label, rounded to six decimals; empty if the image cannot be read.</summary>
    public IReadOnlyDictionary<string, double> Scores { get; init; } = new Dictionary<string, double>();

    /// <summary>False if the highest score is below the model's threshold of unknown answers.</summary>
    public bool IsKnown { get; init; }

    /// <summary>Why the image cannot be read, as text; null if it can.</summary>
    public string? Problem { get; init; }
}

/// <summary>The check stage's artifact: the answers for the images that the project's expectations name.</summary>
public sealed class ExpectedAnswers
{
    /// <summary>Name of the artifact among the stage's outputs.</summary>
    public const string FileName = "expected-answers.json";

    /// <summary>The answers by the images' SHA-256, sorted ordinally.</summary>
    public required IReadOnlyDictionary<string, ExpectedAnswer> Answers { get; init; }

    /// <summary>Returns the answer for an image.</summary>
    /// <exception cref="KeyNotFoundException">The image was not answered.</exception>
    public ExpectedAnswer Find(string sha256) => Answers[sha256];

    /// <summary>Returns the answers as JSON.</summary>
    public string ToJson() => CanonicalJson.Document(this);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The text contains no answers.</exception>
    public static ExpectedAnswers FromJson(string json) =>
        JsonSerializer.Deserialize<ExpectedAnswers>(json, CanonicalJson.Options) ?? throw new InvalidDataException("The expected answers are empty.");
}
