using System.Globalization;
using FlowerModel.Conversion.Float32;
using FlowerModel.Conversion.Keras;
using FlowerModel.Conversion;
using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Stages;
using FlowerModel.Pipeline.Text;
using FlowerModel.Pipeline.Trainer;
using FlowerModel.Trainer.Messaging;

namespace FlowerModel.Trainer.Verbs;

/// <summary>Writes the trained network as .tflite.</summary>
internal sealed class ConvertVerb : StageVerb<ConvertStage, ConvertSettings>
{
    public override string Description => "Writes the trained network as .tflite.";

    private protected override void Run(TrainerRequest request, ConvertSettings settings, TrainerOutput output, CancellationToken cancellation)
    {
        var labels = LabelsFile.Read(request.Inputs[LabelsFile.FileName]);
        var source = new ConversionSource
        {
            Base = BaseNetwork.Of(settings.Base),
            Weights = KerasWeightsFile.Read(request.Inputs[ArtifactNames.ModelWeights]),
            Labels = labels,
            Name = settings.Name,
            Version = settings.Version,
            Description = settings.Description ?? $"Names one of {labels.Count} classes: {string.Join(", ", labels)}.",
            Author = settings.Author ?? "",
            License = settings.License ?? "",
            UnknownThreshold = CalibrationReport.FromJson(File.ReadAllText(request.Inputs[CalibrationReport.FileName])).UnknownThreshold,
        };
        var bytes = TfliteFile.Write(Float32Converter.Convert(source), source);
        AtomicFile.Write(Path.Combine(request.OutputDirectory, ArtifactNames.Model), stream => stream.Write(bytes));
        output.Progress(string.Create(CultureInfo.InvariantCulture, $"{request.Model}: converted, {bytes.Length / 1e6:F1} MB float32 .tflite"));
    }
}
