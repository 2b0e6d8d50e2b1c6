using FlowerModel.Conversion.Keras;
using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Stages;
using FlowerModel.Pipeline.Trainer;
using FlowerModel.Trainer.Messaging;
using FlowerModel.Trainer.Training;

namespace FlowerModel.Trainer.Verbs;

/// <summary>Trains the top of the base together with the head; with 0 epochs it only joins the two.</summary>
internal sealed class FineTuneVerb : StageVerb<FineTuneStage, FineTuneSettings>
{
    // From scratch, the moving averages must converge within a few hundred steps; Keras' default momentum is meant for long runs.
    private const double MomentumFromScratch = 0.9;

    public override string Description => "Trains the top of the base together with the head.";

    private protected override void Run(TrainerRequest request, FineTuneSettings settings, TrainerOutput output, CancellationToken cancellation)
    {
        var head = KerasWeightsFile.Read(request.Inputs[ArtifactNames.HeadWeights]);
        var before = Curves.ReadHead(request.Inputs[ArtifactNames.History]);
        var result = settings.Epochs == 0 ? null : Train(request, settings, head, output, cancellation);
        var weights = result is null ? Join(request, settings, head) : CalibratedScores.Write(request, result, settings.CalibrateScores, output);

        KerasWeightsFile.Write(weights, Path.Combine(request.OutputDirectory, ArtifactNames.ModelWeights));
        Curves.Write(request, output, before, result?.History);
    }

    private static KerasWeights Join(TrainerRequest request, FineTuneSettings settings, KerasWeights head)
    {
        File.Copy(
            request.Inputs[CalibrationReport.FileName],
            Path.Combine(request.OutputDirectory, CalibrationReport.FileName), overwrite: true);
        return BaseNetwork.Load(request, settings.Features.Base).Append(head);
    }

    private static TrainingResult Train(
        TrainerRequest request, FineTuneSettings settings, KerasWeights head, TrainerOutput output, CancellationToken cancellation)
    {
        var kept = TrainingRuns.Epochs(request, settings.Patience);
        var data = TrainingData.Open(request, settings.Features, subset => FeaturePlan.ForFineTuning(settings.Features, subset), kept, output, cancellation);
        var fineTune = new FineTuneOptions
        {
            From = settings.From,
            BatchNorm = settings.BatchNorm,
            BatchNormMomentum = settings.Features.Base.IsRandom ? MomentumFromScratch : null,
            FromScratch = settings.Features.Base.IsRandom,
        };
        var options = new TrainingOptions
        {
            Epochs = settings.Epochs,
            BatchSize = settings.BatchSize,
            LearningRate = settings.LearningRate,
            Schedule = settings.Schedule,
            WarmUp = settings.WarmUp,
            WeightDecay = settings.WeightDecay,
            LabelSmoothing = settings.LabelSmoothing,
            Mixup = settings.Mixup,
            WeightAverageDecay = settings.WeightAverage,
            Share = settings.Share,
            ClassWeights = settings.ClassWeights,
            Patience = settings.Patience,
            Seed = (ulong)settings.Seed,
        };
        return FineTuner.Train(
            data.Training,
            data.Validation,
            BaseNetwork.Load(request, settings.Features.Base),
            new HeadOptions { Kind = settings.Features.Head, Classes = data.Labels.Count, Dropout = settings.Dropout },
            head,
            fineTune,
            options,
            TrainingRuns.Of(request, "fine-tuning", settings.Epochs, kept, output, cancellation));
    }
}
