using System.Globalization;
using FlowerModel.Conversion.Onnx;
using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Stages;
using FlowerModel.Pipeline.Text;
using FlowerModel.Pipeline.Trainer;
using FlowerModel.Trainer.Messaging;

namespace FlowerModel.Trainer.Verbs;

/// <summary>Writes a .tflite model as ONNX.</summary>
internal sealed class ExportVerb : StageVerb<ExportStage, ExportSettings>
{
    public override string Description => "Writes a .tflite model as ONNX.";

    private protected override void Run(TrainerRequest request, ExportSettings settings, TrainerOutput output, CancellationToken cancellation)
    {
        var bytes = OnnxExporter.Export(File.ReadAllBytes(request.Inputs[ArtifactNames.Model]));
        AtomicFile.Write(Path.Combine(request.OutputDirectory, ArtifactNames.Onnx), stream => stream.Write(bytes));
        output.Progress(string.Create(CultureInfo.InvariantCulture, $"{request.Model}: exported, {bytes.Length / 1e6:F1} MB .onnx"));
    }
}
