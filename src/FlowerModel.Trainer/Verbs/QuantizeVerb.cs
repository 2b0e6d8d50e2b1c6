using System.Globalization;
using FlowerModel.Conversion.Quantization.Calibration;
using FlowerModel.Conversion.Quantization;
using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Stages;
using FlowerModel.Pipeline.Text;
using FlowerModel.Pipeline.Trainer;
using FlowerModel.Trainer.Messaging;

namespace FlowerModel.Trainer.Verbs;

/// <summary>Converts the float32 .tflite to a smaller number format.</summary>
internal sealed class QuantizeVerb : StageVerb<QuantizeStage, QuantizeSettings>
{
    public override string Description => "Converts the float32 .tflite to float16, dynamic or int8.";

    private protected override void Run(TrainerRequest request, QuantizeSettings settings, TrainerOutput output, CancellationToken cancellation)
    {
        var float32 = File.ReadAllBytes(request.Inputs[ArtifactNames.Model]);
        var options = new QuantizationOptions
        {
            Format = settings.Format,
            Input = settings.InputType ?? InferenceType.Float32,
            Output = settings.OutputType ?? InferenceType.Float32,
        };
        var calibration = Images(request, float32, settings.CalibrationImages);
        var model = Quantizer.Quantize(float32, options, calibration, new DetailLines(request.Model, output), cancellation);

        AtomicFile.Write(Path.Combine(request.OutputDirectory, ArtifactNames.Model), stream => stream.Write(model.File.Span));
        AtomicFile.WriteText(Path.Combine(request.OutputDirectory, QuantizationReport.FileName), Report(model, calibration?.Count ?? 0).ToJson());
        foreach (var trial in model.Trials)
        {
            output.Detail(string.Create(
                CultureInfo.InvariantCulture,
                $"{request.Model}: recipe '{trial.Recipe.Name}': {trial.Flips} of {trial.Images} answers differ from float32, "
                + $"divergence {trial.Divergence:G3}"));
        }

        var recipe = model.Recipe is { } chosen ? $" with recipe '{chosen.Name}'" : "";
        output.Progress(string.Create(
            CultureInfo.InvariantCulture,
            $"{request.Model}: quantized{recipe}, {model.File.Length / 1e6:F2} MB ({(double)model.File.Length / float32.Length:P1} of float32)"));
    }

    /// <summary>The calibration images, which are the ones in the stage's key; null if none are used.</summary>
    private static CalibrationImages? Images(TrainerRequest request, ReadOnlyMemory<byte> float32, int count)
    {
        var manifest = Manifest.FromJson(File.ReadAllText(request.Manifest!));
        var index = FeatureIndex.FromJson(File.ReadAllText(request.Inputs[FeatureIndex.FileName]));
        var chosen = CalibrationSet.Choose(index.Usable(manifest), count);
        return chosen.Count > 0 ? CalibrationImages.FromDataset(float32, manifest, chosen) : null;
    }

    private static QuantizationReport Report(QuantizedModel model, int images) => new(
        model.Format,
        images,
        model.Recipe?.Name,
        [.. model.Trials.Select(trial => new QuantizationTrial(trial.Recipe.Name, trial.Divergence, trial.Flips, trial.Images))]);

    private sealed class DetailLines(string model, TrainerOutput output) : IProgress<string>
    {
        public void Report(string value)
        {
            output.Status(value);
            output.Detail($"{model}: {value}");
        }
    }
}
