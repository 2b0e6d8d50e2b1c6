using System.Globalization;
using FlowerModel.Conversion;
using FlowerModel.Conversion.Float32;
using FlowerModel.Conversion.Keras;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Stages;
using FlowerModel.Pipeline.Text;
using FlowerModel.Pipeline.Trainer;
using FlowerModel.Trainer.Messaging;

namespace FlowerModel.Trainer.Verbs;

/// <summary>Writes the trained network as .tflite. The tensor engine is not needed for it.</summary>
internal sealed class ConvertVerb : IVerb
{
    public string Name => Stage.Convert.Name();

    public string Description => "Writes the trained network as .tflite.";

    public void Run(TrainerRequest request, TrainerOutput output, CancellationToken cancellation)
    {
        var settings = request.SettingsAs<ConvertSettings>();
        var labels = File.ReadAllText(request.Inputs[ArtifactNames.Labels]).TrimEnd('\n').Split('\n');
        var source = new ConversionSource
        {
            Base = BaseNetwork.Of(settings.Base),
            Weights = KerasWeightsFile.Read(request.Inputs[ArtifactNames.ModelWeights]),
            Labels = labels,
            Name = settings.Name,
            Version = settings.Version,
            Description = settings.Description ?? $"Names one of {labels.Length} classes: {string.Join(", ", labels)}.",
            Author = settings.Author ?? "",
            License = settings.License ?? "",
        };
        var bytes = TfliteFile.Write(Float32Converter.Convert(source), source);
        AtomicFile.Write(Path.Combine(request.OutputDirectory, ArtifactNames.Model), stream => stream.Write(bytes));
        output.Progress(string.Create(CultureInfo.InvariantCulture, $"{request.Model}: converted, {bytes.Length / 1e6:F1} MB float32 .tflite"));
    }
}
