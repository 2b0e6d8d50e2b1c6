using System.Text.Json;
using System.Text.Json.Serialization;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Stages;

/// <summary>What one recipe of an int8 model came to on calibration images.</summary>
/// <param name="Recipe">Its name, in words.</param>
/// <param name="Divergence">How far the answers are from float32's: mean Kullback-Leibler divergence in nats, 0 for none.</param>
/// <param name="Flips">Images with another label than float32's.</param>
/// <param name="Images">Images compared.</param>
public sealed record QuantizationTrial(string Recipe, double Divergence, int Flips, [property: JsonPropertyName("pictures")] int Images);

/// <summary>The quantization stage's second artifact: how the variant was made.</summary>
/// <param name="Kind">The variant.</param>
/// <param name="CalibrationImages">Training images that calibrated it.</param>
/// <param name="Recipe">The recipe that was chosen, in words; null for all variants but int8.</param>
/// <param name="Trials">The recipes that were tried; empty for all variants but int8.</param>
public sealed record QuantizationReport(NumberFormat Kind, [property: JsonPropertyName("calibrationPictures")] int CalibrationImages, string? Recipe, IReadOnlyList<QuantizationTrial> Trials)
{
    /// <summary>Name of the artifact among the stage's outputs.</summary>
    public const string FileName = "quantization.json";

    /// <summary>The report as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, CanonicalJson.Readable) + "\n";
}
