using System.Collections.Concurrent;
using FlowerModel.Conversion.Evaluation;
using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Stages;
using FlowerModel.Pipeline.Text;
using FlowerModel.Pipeline.Trainer;
using FlowerModel.Runtime;
using FlowerModel.Runtime.Images;
using FlowerModel.Trainer.Messaging;

namespace FlowerModel.Trainer.Verbs;

/// <summary>Runs the written .tflite on the images of the project's expectations, with the same code that runs in the consumer's program.</summary>
internal sealed class CheckVerb : StageVerb<CheckStage, CheckSettings>
{
    // Six decimals are far more than an expectation can state, and few enough to read.
    private const int ScoreDecimals = 6;

    public override string Description => "Runs the written .tflite on the images of the project's expectations.";

    private protected override void Run(TrainerRequest request, CheckSettings settings, TrainerOutput output, CancellationToken cancellation)
    {
        using var classifier = ImageClassifier.Load(request.Inputs[ArtifactNames.Model]);
        var images = request.Images.DistinctBy(image => image.Value, StringComparer.Ordinal).ToArray();
        var answers = new ConcurrentDictionary<string, ExpectedAnswer>(StringComparer.Ordinal);
        ImageLoop.Run(images.Length, index => answers[images[index].Value] = Answer(classifier, images[index].Key, images[index].Value), cancellation);
        var sorted = new ExpectedAnswers { Answers = new SortedDictionary<string, ExpectedAnswer>(answers, StringComparer.Ordinal) };
        AtomicFile.WriteText(Path.Combine(request.OutputDirectory, ExpectedAnswers.FileName), sorted.ToJson());
        output.Detail($"{request.Model}: answered {images.Length} expected images");
    }

    private static ExpectedAnswer Answer(ImageClassifier classifier, string path, string sha256)
    {
        try
        {
            var answer = classifier.Classify(RgbImage.Load(DatasetImage.Read(path, sha256)));
            var scores = classifier.Labels.Zip(answer.Scores, (label, score) => (label, Score: Math.Round((double)score, ScoreDecimals)));
            return new ExpectedAnswer
            {
                Label = answer.Label,
                Scores = scores.ToDictionary(pair => pair.label, pair => pair.Score, StringComparer.Ordinal),
                IsKnown = answer.IsKnown,
            };
        }
        catch (ImageFormatException error)
        {
            return new ExpectedAnswer { Problem = error.Message.TrimEnd('.') };
        }
    }
}
