using System.Text.Json;
using System.Text.Json.Serialization;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Stages;

/// <summary>The evaluation stage's artifact: how the written .tflite does on the validation images.</summary>
/// <param name="Labels">Class names; rows and columns of the confusion matrix.</param>
/// <param name="Images">Number of validation images.</param>
/// <param name="Correct">How many the model names rightly.</param>
/// <param name="Confusion">Counts: row = true class, column = the model's answer.</param>
/// <param name="Answers">The model's answer to each image, label by SHA-256; sorted by SHA-256, so that the bytes do not depend on threads.</param>
public sealed record Evaluation(
    IReadOnlyList<string> Labels,
    [property: JsonPropertyName("pictures")] int Images,
    int Correct,
    IReadOnlyList<IReadOnlyList<int>> Confusion,
    IReadOnlyDictionary<string, string> Answers)
{
    /// <summary>Name of the artifact among the stage's outputs.</summary>
    public const string FileName = "evaluation.json";

    /// <summary>Part of the validation images that the model names rightly, 0 to 1.</summary>
    public double Accuracy() => Images == 0 ? 0 : (double)Correct / Images;

    /// <summary>By how much the accuracy is less than another model's over the same images; negative where it is more.</summary>
    public double DropFrom(Evaluation other) => Images == 0 ? 0 : (double)(other.Correct - Correct) / Images;

    /// <summary>Number of images that this model names otherwise than the other does.</summary>
    public int FlipsFrom(Evaluation other) => Answers.Count(answer => !other.Answers.TryGetValue(answer.Key, out var label) || label != answer.Value);

    /// <summary>The evaluation as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, CanonicalJson.Readable) + "\n";

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The text is no evaluation.</exception>
    public static Evaluation FromJson(string json) =>
        JsonSerializer.Deserialize<Evaluation>(json, CanonicalJson.Options) ?? throw new InvalidDataException("An empty evaluation.");
}
