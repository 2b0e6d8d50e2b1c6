using System.Text.Json.Serialization;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Artifacts;

/// <summary>The result of one recipe for an int8 model on calibration images.</summary>
/// <param name="Recipe">The recipe's name, as text.</param>
/// <param name="Divergence">How much the answers differ from float32's: mean Kullback-Leibler divergence in nats, 0 for no difference.</param>
/// <param name="Flips">Number of images with a different label than float32's.</param>
/// <param name="Images">Number of images compared.</param>
public sealed record QuantizationTrial(string Recipe, double Divergence, int Flips, [property: JsonPropertyName("pictures")] int Images);

/// <summary>The quantization stage's second artifact: how the variant was quantized.</summary>
/// <param name="Kind">The variant.</param>
/// <param name="CalibrationImages">Number of training images used for calibration.</param>
/// <param name="Recipe">The chosen recipe, as text; null for all variants except int8.</param>
/// <param name="Trials">The recipes that were tried; empty for all variants except int8.</param>
public sealed record QuantizationReport(
    NumberFormat Kind,
    [property: JsonPropertyName("calibrationPictures")] int CalibrationImages,
    string? Recipe,
    IReadOnlyList<QuantizationTrial> Trials)
{
    /// <summary>Name of the artifact among the stage's outputs.</summary>
    public const string FileName = "quantization.json";

    /// <summary>Returns the report as JSON.</summary>
    public string ToJson() => CanonicalJson.Document(this);
}
