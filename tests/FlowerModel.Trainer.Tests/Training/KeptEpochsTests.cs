using FlowerModel.Conversion.Keras;
using FlowerModel.Networks;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Testing;
using FlowerModel.Trainer.Features;
using FlowerModel.Trainer.Network;
using FlowerModel.Trainer.Training;

namespace FlowerModel.Trainer.Tests.Training;

/// <summary>The epochs of a finished training are looked at again if only validation images have changed; the judge is a training without kept epochs.</summary>
public sealed class KeptEpochsTests : IDisposable
{
    private const int Classes = 3;
    private static readonly SizedNetwork Network = NetworkCatalog.Default.At(0.35, 96);
    private static readonly KerasWeights RandomBase = InitialWeights.OfBase(Network, seed: 4);
    private static readonly HeadOptions Head = new() { Kind = HeadKind.Linear, Classes = Classes };
    private static readonly FineTuneOptions FineTune = new() { From = "block_16_project", BatchNorm = BatchNormMode.Training, BatchNormMomentum = 0.9 };
    private static readonly TrainingOptions Options = new()
    {
        Epochs = 4, BatchSize = 16, Seed = 5, LearningRate = 3e-3, WeightDecay = 0.01, WeightAverageDecay = 0.9, Mixup = 0.2,
        Schedule = LearningRateSchedule.Cosine,
    };

    private readonly TemporaryFolder folder = new();
    private readonly SyntheticFeatures features;

    public KeptEpochsTests() => features = new SyntheticFeatures(folder["store"], Network, FineTune.TapOf(Network.Network), Classes);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_new_validation_image_trains_nothing_and_needs_only_its_own_activations()
    {
        Run(features.Training, Validation(features.Samples[49..]), Kept());
        var expected = Run(features.Training, Validation(features.Samples[48..]), null);

        // The folder of the second run has the activations of nothing but the new image.
        var added = features.Samples[48];
        var key = new FeatureKey("made-up", features.Training.Tap.Name, added.ImageSha256, 0, 0);
        var (from, to) = (new FeatureStore(folder["store"]), new FeatureStore(folder["new"]));
        var values = new float[features.Training.Length];
        from.Read(key, features.Training.Shape, values);
        to.Write(key, features.Training.Shape, values);
        var kept = Kept();
        Assert.True(kept.IsFinished);
        Assert.False(kept.Knows(added.ImageSha256));
        Assert.True(kept.Knows(features.Samples[49].ImageSha256));
        TrainingHistory? replayed = null;
        var result = Run(
            features.Set(folder["new"], features.Samples[..48]),
            features.Set(folder["new"], features.Samples[48..]),
            kept,
            new TrainingRun { Progress = new Unexpected(), Replayed = history => replayed = history });

        AssertEqual(expected, result);
        Assert.Equal(expected.History.BestEpoch, replayed!.BestEpoch);
        Assert.True(Kept().Knows(added.ImageSha256));
    }

    [Fact]
    public void Other_validation_images_can_choose_another_epoch()
    {
        var first = Run(features.Training, features.Validation, Kept());
        // With every label wrong, the epoch before the first step is better than those that learned something.
        FeatureSample[] wrong = [.. features.Samples[48..].Select(sample => sample with { Label = (sample.Label + 1) % Classes })];

        var result = Run(features.Training, Validation(wrong), Kept(), new TrainingRun { Progress = new Unexpected() });

        AssertEqual(Run(features.Training, Validation(wrong), null), result);
        Assert.NotEqual(first.History.BestEpoch, result.History.BestEpoch);
    }

    [Fact]
    public void The_epochs_of_a_head_are_kept_too()
    {
        var head = new SyntheticFeatures(folder["head"], Network, Head.TapOf(Network.Network), Classes);
        TrainingResult Train(int from, TrainingRun? run) =>
            HeadTrainer.Train(head.Training, head.Set(folder["head"], head.Samples[from..]), Head, Options, run);
        Train(49, new TrainingRun { Kept = Kept() });

        var result = Train(48, new TrainingRun { Kept = Kept(), Progress = new Unexpected() });

        AssertEqual(Train(48, null), result);
    }

    [Theory]
    [InlineData(".epochs", true)]
    [InlineData(".scores", false)]
    public void A_damaged_file_only_costs_time(string extension, bool trains)
    {
        var expected = Run(features.Training, features.Validation, Kept());
        var sound = File.ReadAllBytes(folder["kept" + extension]);
        foreach (var damage in (byte[][])[[], sound[..100], new byte[sound.Length], [.. sound[..^1], (byte)(sound[^1] ^ 1)]])
        {
            File.WriteAllBytes(folder["kept" + extension], damage);
            var epochs = 0;
            var run = new TrainingRun { Progress = new Watch(() => epochs++) };
            AssertEqual(expected, Run(features.Training, features.Validation, Kept(), run));
            Assert.Equal(trains, epochs > 0);
            Assert.Equal(sound.Length, new FileInfo(folder["kept" + extension]).Length);
        }
    }

    [Fact]
    public void A_continued_training_keeps_no_epochs_because_it_has_not_seen_all()
    {
        using var stop = new CancellationTokenSource();
        var run = new TrainingRun { Checkpoint = folder["training.checkpoint"], Cancellation = stop.Token, Progress = new Watch(stop.Cancel) };
        Assert.Throws<OperationCanceledException>(() => Run(features.Training, features.Validation, Kept(), run));

        Run(features.Training, features.Validation, Kept(), new TrainingRun { Checkpoint = folder["training.checkpoint"] });

        Assert.False(Kept().IsFinished);
    }

    private static TrainingResult Run(FeatureSet training, FeatureSet validation, KeptEpochs? kept, TrainingRun? run = null) =>
        FineTuner.Train(training, validation, RandomBase, Head, null, FineTune, Options, (run ?? new TrainingRun()) with { Kept = kept });

    private FeatureSet Validation(IReadOnlyList<FeatureSample> samples) => features.Set(folder["store"], samples);

    private KeptEpochs Kept() => KeptEpochs.Open(folder["kept"]);

    private void AssertEqual(TrainingResult expected, TrainingResult actual)
    {
        Assert.Equal(expected.History.BestEpoch, actual.History.BestEpoch);
        Assert.Equal(expected.History.Epochs.Select(epoch => epoch with { Seconds = 0 }), actual.History.Epochs.Select(epoch => epoch with { Seconds = 0 }));
        Assert.Equal(Bytes(expected), Bytes(actual));
    }

    private byte[] Bytes(TrainingResult result)
    {
        KerasWeightsFile.Write(result.Weights, folder["result.h5"]);
        return File.ReadAllBytes(folder["result.h5"]);
    }

    private sealed class Watch(Action action) : IProgress<EpochRecord>
    {
        public void Report(EpochRecord value) => action();
    }

    private sealed class Unexpected : IProgress<EpochRecord>
    {
        public void Report(EpochRecord value) => Assert.Fail($"epoch {value.Epoch} was trained");
    }
}
