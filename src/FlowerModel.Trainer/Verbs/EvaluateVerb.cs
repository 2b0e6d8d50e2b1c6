using System.Globalization;
using FlowerModel.Conversion.Evaluation;
using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Stages;
using FlowerModel.Pipeline.Text;
using FlowerModel.Pipeline.Trainer;
using FlowerModel.Trainer.Advice;
using FlowerModel.Trainer.Messaging;
using FlowerModel.Trainer.Reporting;

namespace FlowerModel.Trainer.Verbs;

/// <summary>Runs the written .tflite over the validation and test images, with the same code that runs in the consumer's program.</summary>
internal sealed class EvaluateVerb : StageVerb<EvaluateStage, EvaluateSettings>
{
    public override string Description => "Runs the written .tflite over the validation and test images.";

    private protected override void Run(TrainerRequest request, EvaluateSettings settings, TrainerOutput output, CancellationToken cancellation)
    {
        var manifest = Manifest.FromJson(File.ReadAllText(request.Manifest!));
        var index = FeatureIndex.FromJson(File.ReadAllText(request.Inputs[FeatureIndex.FileName]));
        var images = index.Usable(manifest).Where(entry => entry.Subset == Subset.Validation).ToArray();
        var answers = KeptAnswers.Open(request);
        var model = request.Inputs[ArtifactNames.Model];
        var test = manifest.HasTest ? manifest.Entries.Where(entry => entry.Subset == Subset.Test).ToArray() : null;
        var missing = images.Concat(test ?? []).Select(image => image.Sha256).Distinct(StringComparer.Ordinal).Count(sha256 => !answers.Known.ContainsKey(sha256));
        var status = new StatusLine(output);
        var (evaluation, scores) = ModelEvaluator.Evaluate(
            model, manifest, images, test, answers.Known, cancellation, done => status.Report("evaluate", done, missing));
        var reused = answers.Save(scores.Images.Select(image => image.Sha256));
        AtomicFile.WriteText(Path.Combine(request.OutputDirectory, Pipeline.Artifacts.Evaluation.FileName), evaluation.ToJson());
        AtomicFile.WriteText(Path.Combine(request.OutputDirectory, Answers.FileName), scores.ToJson());
        output.Progress(string.Create(
            CultureInfo.InvariantCulture,
            $"{request.Model}: validation accuracy {evaluation.Accuracy():P1} "
            + $"({evaluation.Correct} of {evaluation.Images} images, measured on the written .tflite)"));
        if (evaluation.Test is { } tested)
        {
            output.Progress(string.Create(
                CultureInfo.InvariantCulture,
                $"{request.Model}: test accuracy {tested.Accuracy():P1} ({tested.Correct} of {tested.Images} images that decided nothing)"));
        }

        if (request.Inputs.TryGetValue(ArtifactNames.History, out var history))
        {
            var split = index.SplitOf(manifest.WithoutTest());
            foreach (var hint in (IEnumerable<Hint>)[
                .. DataAdvice.OfClasses(split.Entries), .. DataAdvice.OfSplit(split.Clusters, evaluation.Accuracy()), .. CurveAdvice.Of(HistoryFile.Read(history))])
            {
                output.Advise(hint.Code, $"{request.Model}: {hint.Text}");
            }
        }

        if (reused > 0) output.Progress(string.Create(CultureInfo.InvariantCulture, $"{request.Model}: {reused} answers were reused from earlier builds."));
    }
}
