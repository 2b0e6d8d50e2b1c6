using System.Text.Json.Serialization;

namespace FlowerModel.Pipeline.Artifacts;

/// <summary>The results of a written .tflite on the test images, which decided nothing: neither an epoch nor a setting of the model.</summary>
/// <param name="Images">Number of test images that can be read.</param>
/// <param name="Correct">Number of images that the model classifies correctly.</param>
/// <param name="Confusion">Counts: row = true class, column = the model's answer.</param>
/// <param name="Answers">The model's answer for each image: labels by SHA-256, sorted by SHA-256.</param>
/// <param name="Skipped">Test images that cannot be read, sorted by hash.</param>
public sealed record TestResult(
    [property: JsonPropertyName("pictures")] int Images,
    int Correct,
    IReadOnlyList<IReadOnlyList<int>> Confusion,
    IReadOnlyDictionary<string, string> Answers,
    IReadOnlyList<SkippedImage> Skipped)
{
    /// <summary>Returns the fraction of the test images that the model classifies correctly, 0 to 1.</summary>
    public double Accuracy() => Images == 0 ? 0 : (double)Correct / Images;
}
