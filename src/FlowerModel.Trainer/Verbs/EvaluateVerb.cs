using System.Globalization;
using FlowerModel.Conversion.Evaluation;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Stages;
using FlowerModel.Pipeline.Text;
using FlowerModel.Pipeline.Trainer;
using FlowerModel.Trainer.Messaging;

namespace FlowerModel.Trainer.Verbs;

/// <summary>Runs the written .tflite over the validation images, with the code that runs in the consumer's program.</summary>
internal sealed class EvaluateVerb : IVerb
{
    public string Name => Stage.Evaluate.Name();

    public string Description => "Runs the written .tflite over the validation images.";

    public void Run(TrainerRequest request, TrainerOutput output, CancellationToken cancellation)
    {
        var manifest = Manifest.FromJson(File.ReadAllText(request.Manifest!));
        var index = FeatureIndex.FromJson(File.ReadAllText(request.Inputs[FeatureIndex.FileName]));
        var usable = index.Images.ToHashSet(StringComparer.Ordinal);
        var images = manifest.Entries.Where(entry => entry.Subset == Subset.Validation && usable.Contains(entry.Sha256)).ToArray();
        var evaluation = ModelEvaluator.Evaluate(request.Inputs[ArtifactNames.Model], manifest, images, cancellation);
        AtomicFile.WriteText(Path.Combine(request.OutputDirectory, Pipeline.Stages.Evaluation.FileName), evaluation.ToJson());
        output.Progress(string.Create(
            CultureInfo.InvariantCulture,
            $"{request.Model}: validation accuracy {evaluation.Accuracy():P1} "
            + $"({evaluation.Correct} of {evaluation.Images} images, measured on the written .tflite)"));
    }
}
