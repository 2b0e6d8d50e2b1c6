using System.Text.Json;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Artifacts;

/// <summary>How far the scores of a trained network can be trusted, measured on the validation images (train, fine-tune).</summary>
/// <param name="Temperature">The number that the outputs before softmax were divided by; 1 = they were not calibrated.</param>
/// <param name="ErrorBefore">Expected calibration error at temperature 1, 0 to 1.</param>
/// <param name="Error">Expected calibration error at the temperature.</param>
/// <param name="UnknownThreshold">An answer with a lower score counts as unknown.</param>
/// <param name="Known">Share of the validation images whose answer is known.</param>
/// <param name="Rejected">
/// Share of images of held-out classes whose answer is unknown; null with two classes, where none can be held out.
/// </param>
public sealed record CalibrationReport(double Temperature, double ErrorBefore, double Error, double UnknownThreshold, double Known, double? Rejected)
{
    /// <summary>Name of the artifact among the stage's outputs.</summary>
    public const string FileName = "calibration.json";

    /// <summary>Returns the calibration as JSON.</summary>
    public string ToJson() => CanonicalJson.Document(this);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The text is not a calibration.</exception>
    public static CalibrationReport FromJson(string json) =>
        JsonSerializer.Deserialize<CalibrationReport>(json, CanonicalJson.Options) ?? throw new InvalidDataException("The calibration is empty.");
}
