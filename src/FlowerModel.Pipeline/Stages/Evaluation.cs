using System.Text.Json;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Stages;

/// <summary>The evaluation stage's artefact: how the written .tflite does on the validation pictures.</summary>
/// <param name="Labels">Class names; rows and columns of the confusion matrix.</param>
/// <param name="Pictures">Number of validation pictures.</param>
/// <param name="Correct">How many the model names rightly.</param>
/// <param name="Confusion">Counts: row = true class, column = the model's answer.</param>
/// <param name="Answers">The model's answer to each picture, label by SHA-256; sorted by SHA-256, so that the bytes do not depend on threads.</param>
public sealed record Evaluation(
    IReadOnlyList<string> Labels,
    int Pictures,
    int Correct,
    IReadOnlyList<IReadOnlyList<int>> Confusion,
    IReadOnlyDictionary<string, string> Answers)
{
    /// <summary>Name of the artefact among the stage's outputs.</summary>
    public const string FileName = "evaluation.json";

    /// <summary>Part of the validation pictures that the model names rightly, 0 to 1.</summary>
    public double Accuracy() => Pictures == 0 ? 0 : (double)Correct / Pictures;

    /// <summary>By how much the accuracy is less than another model's over the same pictures; negative where it is more.</summary>
    public double DropFrom(Evaluation other) => Pictures == 0 ? 0 : (double)(other.Correct - Correct) / Pictures;

    /// <summary>Number of pictures that this model names otherwise than the other does.</summary>
    public int FlipsFrom(Evaluation other) => Answers.Count(answer => !other.Answers.TryGetValue(answer.Key, out var label) || label != answer.Value);

    /// <summary>The evaluation as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, CanonicalJson.Readable) + "\n";

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The text is no evaluation.</exception>
    public static Evaluation FromJson(string json) =>
        JsonSerializer.Deserialize<Evaluation>(json, CanonicalJson.Options) ?? throw new InvalidDataException("An empty evaluation.");
}
