using FlowerModel.Conversion.Keras;
using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Stages;
using FlowerModel.Pipeline.Text;
using FlowerModel.Pipeline.Trainer;
using FlowerModel.Trainer.Messaging;
using FlowerModel.Trainer.Training;

namespace FlowerModel.Trainer.Verbs;

/// <summary>Trains the classification head on the stored features.</summary>
internal sealed class TrainVerb : StageVerb<TrainStage, TrainSettings>
{
    public override string Description => "Trains the classification head on the stored features.";

    private protected override void Run(TrainerRequest request, TrainSettings settings, TrainerOutput output, CancellationToken cancellation)
    {
        var kept = TrainingRuns.Epochs(request, settings.Patience);
        var data = TrainingData.Open(request, settings.Features, subset => FeaturePlan.ForHead(settings.Features, subset), kept, output, cancellation);
        var head = new HeadOptions { Kind = settings.Features.Head, Classes = data.Labels.Count, Dropout = settings.Dropout };
        var options = new TrainingOptions
        {
            Epochs = settings.Epochs,
            BatchSize = settings.BatchSize,
            LearningRate = settings.LearningRate,
            ClassWeights = settings.ClassWeights,
            Patience = settings.Patience,
            Seed = (ulong)settings.Seed,
        };
        var run = TrainingRuns.Of(request, "head", settings.Epochs, kept, output, cancellation);
        var result = HeadTrainer.Train(data.Training, data.Validation, head, options, run);

        // Where fine-tuning follows, it starts from the scores as they are and calibrates its own.
        var weights = CalibratedScores.Write(request, result, settings.CalibrateScores, output);
        KerasWeightsFile.Write(weights, Path.Combine(request.OutputDirectory, ArtifactNames.HeadWeights));
        LabelsFile.Write(Path.Combine(request.OutputDirectory, LabelsFile.FileName), data.Labels);
        Curves.Write(request, output, result.History, fineTuning: null);
    }
}
