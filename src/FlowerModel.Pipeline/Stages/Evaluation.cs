using System.Text.Json;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Stages;

/// <summary>The evaluation stage's artefact: how the written .tflite does on the validation pictures.</summary>
/// <param name="Labels">Class names; rows and columns of the confusion matrix.</param>
/// <param name="Pictures">Number of validation pictures.</param>
/// <param name="Correct">How many the model names rightly.</param>
/// <param name="Confusion">Counts: row = true class, column = the model's answer.</param>
public sealed record Evaluation(IReadOnlyList<string> Labels, int Pictures, int Correct, IReadOnlyList<IReadOnlyList<int>> Confusion)
{
    /// <summary>Name of the artefact among the stage's outputs.</summary>
    public const string FileName = "evaluation.json";

    /// <summary>Part of the validation pictures that the model names rightly, 0 to 1.</summary>
    public double Accuracy() => Pictures == 0 ? 0 : (double)Correct / Pictures;

    /// <summary>The evaluation as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, CanonicalJson.Readable) + "\n";

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The text is no evaluation.</exception>
    public static Evaluation FromJson(string json) =>
        JsonSerializer.Deserialize<Evaluation>(json, CanonicalJson.Options) ?? throw new InvalidDataException("An empty evaluation.");
}
