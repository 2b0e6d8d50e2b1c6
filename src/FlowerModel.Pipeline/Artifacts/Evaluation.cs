using System.Text.Json;
using System.Text.Json.Serialization;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Artifacts;

/// <summary>The evaluation stage's artifact: the results of the written .tflite on the validation images and, if there are any, on the test images.</summary>
/// <param name="Labels">Class names; rows and columns of the confusion matrix.</param>
/// <param name="Images">Number of validation images.</param>
/// <param name="Correct">Number of images that the model classifies correctly.</param>
/// <param name="Confusion">Counts: row = true class, column = the model's answer.</param>
/// <param name="Answers">The model's answer for each image: labels by SHA-256, sorted by SHA-256 so that the bytes do not depend on threads.</param>
public sealed record Evaluation(
    IReadOnlyList<string> Labels,
    [property: JsonPropertyName("pictures")] int Images,
    int Correct,
    IReadOnlyList<IReadOnlyList<int>> Confusion,
    IReadOnlyDictionary<string, string> Answers)
{
    /// <summary>Expected calibration error of the scores for the validation images, 0 to 1: 15 bins of equal width.</summary>
    public double CalibrationError { get; init; }

    /// <summary>The results on the test images; null if the dataset has none.</summary>
    public TestResult? Test { get; init; }

    /// <summary>Name of the artifact among the stage's outputs.</summary>
    public const string FileName = "evaluation.json";

    /// <summary>Returns the fraction of the validation images that the model classifies correctly, 0 to 1.</summary>
    public double Accuracy() => Images == 0 ? 0 : (double)Correct / Images;

    /// <summary>Returns how much lower the accuracy is than another model's on the same images; negative if it is higher.</summary>
    public double DropFrom(Evaluation other) => Images == 0 ? 0 : (double)(other.Correct - Correct) / Images;

    /// <summary>Returns the number of images for which this model's answer differs from the other's.</summary>
    public int FlipsFrom(Evaluation other) => Answers.Count(answer => !other.Answers.TryGetValue(answer.Key, out var label) || label != answer.Value);

    /// <summary>Returns the evaluation as JSON.</summary>
    public string ToJson() => CanonicalJson.Document(this);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The text is not an evaluation.</exception>
    public static Evaluation FromJson(string json) =>
        JsonSerializer.Deserialize<Evaluation>(json, CanonicalJson.Options) ?? throw new InvalidDataException("The evaluation is empty.");
}
