using FlowerModel.Conversion;
using FlowerModel.Conversion.Quantization.Calibration;
using FlowerModel.Conversion.Quantization.Comparison;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Runtime;
using FlowerModel.Runtime.Inference;
using FlowerModel.Tflite;
using FlowerModel.Tool.Files;
using FlowerModel.Tool.Inspection;
using FlowerModel.Tool.Terminal;

namespace FlowerModel.Tool.Comparison;

/// <summary>Compares a float32 model and a quantized one made from it, layer by layer, on the images of a folder.</summary>
internal static class ModelComparison
{
    /// <summary>Compares the two models.</summary>
    /// <exception cref="PipelineException">A model or the folder is missing, or the models cannot be compared.</exception>
    public static LayerComparisonReport Compare(
        string float32,
        string quantized,
        string folder,
        int images,
        ImageClassifierOptions normalization,
        ToolOutput output,
        CancellationToken cancellation)
    {
        var (one, other) = (ModelFile.Read(float32), ModelFile.Read(quantized));
        var paths = ImageFolder.Choose(folder, images, output);
        output.Message($"comparing on {paths.Count} images of {folder}");
        var calibration = Prepare(one, paths, normalization);
        try
        {
            var rows = LayerComparison.Compare(one.Bytes, other.Bytes, calibration, cancellation);
            return new LayerComparisonReport
            {
                Float32 = Path.GetFileName(float32),
                Quantized = Path.GetFileName(quantized),
                Images = paths.Count,
                Layers = [.. rows.Select(row => new LayerReport(
                    row.Name,
                    OperatorName(row.Operator),
                    double.IsFinite(row.SignalToNoise) ? row.SignalToNoise : null,
                    row.Scale,
                    row.ZeroPoint,
                    row.SaturatedShare))],
            };
        }
        catch (Exception error) when (error is QuantizationException or UnsupportedModelException)
        {
            throw new PipelineException(Codes.UnsupportedModel, $"This model cannot be compared with {float32}: {error.Message}.", quantized, error);
        }
    }

    private static CalibrationImages Prepare(ModelFile model, IReadOnlyList<string> paths, ImageClassifierOptions normalization)
    {
        try
        {
            return CalibrationImages.FromFiles(model.Bytes, paths, normalization);
        }
        catch (Exception error) when (error is QuantizationException or UnsupportedModelException)
        {
            throw new PipelineException(Codes.UnsupportedModel, $"Images cannot be prepared for this model: {error.Message}.", model.Path, error);
        }
    }

    private static string OperatorName(string name) =>
        Enum.TryParse<BuiltinOperator>(name, out var code) ? TfliteNames.Of(code) : name.ToUpperInvariant();
}
