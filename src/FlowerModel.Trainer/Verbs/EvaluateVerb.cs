using System.Globalization;
using FlowerModel.Conversion.Evaluation;
using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Stages;
using FlowerModel.Pipeline.Text;
using FlowerModel.Pipeline.Trainer;
using FlowerModel.Trainer.Messaging;

namespace FlowerModel.Trainer.Verbs;

/// <summary>Runs the written .tflite over the validation images, with the same code that runs in the consumer's program.</summary>
internal sealed class EvaluateVerb : StageVerb<EvaluateStage, EvaluateSettings>
{
    public override string Description => "Runs the written .tflite over the validation images.";

    private protected override void Run(TrainerRequest request, EvaluateSettings settings, TrainerOutput output, CancellationToken cancellation)
    {
        var manifest = Manifest.FromJson(File.ReadAllText(request.Manifest!));
        var index = FeatureIndex.FromJson(File.ReadAllText(request.Inputs[FeatureIndex.FileName]));
        var images = index.Usable(manifest).Where(entry => entry.Subset == Subset.Validation).ToArray();
        var answers = KeptAnswers.Open(request);
        var evaluation = ModelEvaluator.Evaluate(request.Inputs[ArtifactNames.Model], manifest, images, answers.Known, cancellation);
        var reused = answers.Add(evaluation.Answers);
        AtomicFile.WriteText(Path.Combine(request.OutputDirectory, Pipeline.Artifacts.Evaluation.FileName), evaluation.ToJson());
        output.Progress(string.Create(
            CultureInfo.InvariantCulture,
            $"{request.Model}: validation accuracy {evaluation.Accuracy():P1} "
            + $"({evaluation.Correct} of {evaluation.Images} images, measured on the written .tflite)"));
        if (reused > 0) output.Progress(string.Create(CultureInfo.InvariantCulture, $"{request.Model}: {reused} answers were reused from earlier builds."));
    }
}
