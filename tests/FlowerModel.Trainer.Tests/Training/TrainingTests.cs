using System.Diagnostics;
using FlowerModel.Conversion.Keras;
using FlowerModel.Networks;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Testing;
using FlowerModel.Trainer.Features;
using FlowerModel.Trainer.Network;
using FlowerModel.Trainer.Training;

namespace FlowerModel.Trainer.Tests.Training;

/// <summary>Training on synthetic activations. Each class has larger values in other channels.</summary>
public sealed class TrainingTests : IDisposable
{
    private const int Classes = 3;
    private static readonly SizedNetwork Network = NetworkCatalog.Default.At(0.35, 96);
    private static readonly KerasWeights RandomBase = InitialWeights.OfBase(Network, seed: 4);
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(HeadKind.Linear)]
    [InlineData(HeadKind.Conv)]
    public void A_head_learns_and_its_layers_are_named_and_shaped_as_in_Keras(HeadKind kind)
    {
        var head = new HeadOptions { Kind = kind, Classes = Classes };
        var (training, validation) = Sets(head.TapOf(Network.Network));

        var result = HeadTrainer.Train(training, validation, head, new TrainingOptions { Epochs = 8, BatchSize = 16 });

        Assert.Equal(8, result.History.Epochs.Count);
        Assert.True(result.History.Best.ValidationAccuracy > 0.9);
        Assert.True(result.History.Epochs[^1].Loss < result.History.Epochs[0].Loss);
        if (kind == HeadKind.Conv) result.Weights.Require("conv2d", "kernel", 3, 3, 1280, 32);
        result.Weights.Require("dense", "kernel", kind == HeadKind.Conv ? 32 : 1280, Classes);
        Assert.Equal(kind == HeadKind.Conv ? ["conv2d", "dense"] : ["dense"], result.Weights.Layers.Select(layer => layer.Name));
    }

    [Fact]
    public void The_same_data_and_seed_produce_the_same_bytes_and_another_seed_does_not()
    {
        var head = new HeadOptions { Kind = HeadKind.Conv, Classes = Classes };
        var (training, validation) = Sets(head.TapOf(Network.Network));
        byte[] Train(ulong seed, string name)
        {
            var options = new TrainingOptions { Epochs = 2, BatchSize = 16, Seed = seed, Mixup = 0.2 };
            KerasWeightsFile.Write(HeadTrainer.Train(training, validation, head, options).Weights, folder[name]);
            return File.ReadAllBytes(folder[name]);
        }

        Assert.Equal(Train(1, "first.h5"), Train(1, "second.h5"));
        Assert.NotEqual(Train(1, "first.h5"), Train(2, "third.h5"));
    }

    [Theory]
    [InlineData(BatchNormMode.Inference)]
    [InlineData(BatchNormMode.Training)]
    public void Fine_tuning_changes_only_the_given_layer_and_later_ones(BatchNormMode mode)
    {
        var fineTune = new FineTuneOptions { From = "block_16_project", BatchNorm = mode, BatchNormMomentum = 0.9 };
        var head = new HeadOptions { Kind = HeadKind.Linear, Classes = Classes };
        var (training, validation) = Sets(fineTune.TapOf(Network.Network));
        var before = InitialWeights.OfBase(Network, seed: 4);

        var result = FineTuner.Train(
            training, validation, before, head, null, fineTune,
            new TrainingOptions { Epochs = 3, BatchSize = 16, LearningRate = 1e-3 });

        Assert.Equal(before.Layers.Select(layer => layer.Name).Append("dense"), result.Weights.Layers.Select(layer => layer.Name));
        Assert.Equal(0, result.History.Epochs[0].Epoch);
        Assert.Null(result.History.Epochs[0].Loss);
        Assert.True(result.History.BestEpoch > 0);
        string[] changed = [.. before.Layers
            .Where(layer => layer.Tensors.Any(
                tensor => !tensor.Values.SequenceEqual(result.Weights.Find(layer.Name)!.Find(tensor.Name)!.Values)))
            .Select(layer => layer.Name)];
        Assert.Equal(["block_16_project", "block_16_project_BN", "Conv_1", "Conv_1_bn"], changed);
        var statisticsMoved = !before.Find("Conv_1_bn")!.Find("moving_mean")!.Values
            .SequenceEqual(result.Weights.Find("Conv_1_bn")!.Find("moving_mean")!.Values);
        Assert.Equal(mode == BatchNormMode.Training, statisticsMoved);
    }

    [Fact]
    public void A_small_network_learns_from_scratch_on_images()
    {
        var fineTune = new FineTuneOptions { From = "0", BatchNorm = BatchNormMode.Training, BatchNormMomentum = 0.9, FromScratch = true };
        var head = new HeadOptions { Kind = HeadKind.Linear, Classes = Classes };
        var (training, validation) = Sets(fineTune.TapOf(Network.Network));

        var result = FineTuner.Train(
            training, validation, RandomBase, head, null, fineTune,
            new TrainingOptions { Epochs = 8, BatchSize = 16, LearningRate = 3e-3 });

        Assert.Equal("input_1", training.Tap.Name);
        Assert.True(result.History.Best.ValidationAccuracy > 0.9, string.Join("\n", result.History.Epochs));
    }

    [Fact]
    public void The_best_epoch_is_kept_and_may_be_the_one_before_fine_tuning()
    {
        var fineTune = new FineTuneOptions { From = "Conv_1" };
        var head = new HeadOptions { Kind = HeadKind.Linear, Classes = Classes };
        var (training, validation) = Sets(fineTune.TapOf(Network.Network));
        var good = FineTuner.Train(
            training, validation, RandomBase, head, null, fineTune,
            new TrainingOptions { Epochs = 4, BatchSize = 16 }).Weights;

        // Such a high rate destroys what was learned.
        var result = FineTuner.Train(
            training, validation, good, head, good, fineTune,
            new TrainingOptions { Epochs = 2, BatchSize = 16, LearningRate = 1 });

        Assert.Equal(0, result.History.BestEpoch);
        Assert.Equal(good.Find("dense")!.Tensors[0].Values, result.Weights.Find("dense")!.Tensors[0].Values);
        Assert.Equal(good.Find("Conv_1")!.Tensors[0].Values, result.Weights.Find("Conv_1")!.Tensors[0].Values);
    }

    [Fact]
    public void Saved_weights_load_again_and_reproduce_the_validation_accuracy()
    {
        var fineTune = new FineTuneOptions { From = "block_16" };
        var head = new HeadOptions { Kind = HeadKind.Conv, Classes = Classes };
        var (training, validation) = Sets(fineTune.TapOf(Network.Network));
        var trained = FineTuner.Train(
            training, validation, RandomBase, head, null, fineTune, new TrainingOptions { Epochs = 2, BatchSize = 16 });
        KerasWeightsFile.Write(trained.Weights, folder["model.h5"]);
        var weights = KerasWeightsFile.Read(folder["model.h5"]);

        var again = FineTuner.Train(
            training, validation, weights, head, weights, fineTune, new TrainingOptions { Epochs = 0 });

        Assert.Equal(trained.History.Best.ValidationAccuracy, again.History.Best.ValidationAccuracy);
        Assert.Equal(trained.History.Best.ValidationLoss, again.History.Best.ValidationLoss, 4);
    }

    [Fact]
    public void Training_works_with_all_options()
    {
        var head = new HeadOptions { Kind = HeadKind.Linear, Classes = Classes };
        var (training, validation) = Sets(head.TapOf(Network.Network), views: 2);
        var options = new TrainingOptions
        {
            Epochs = 12,
            BatchSize = 16,
            LearningRate = 3e-3,
            LabelSmoothing = 0.1,
            Mixup = 0.2,
            WeightDecay = 0.01,
            WeightAverageDecay = 0.9,
            Schedule = LearningRateSchedule.Cosine,
            Views = ViewUse.All,
        };

        var history = HeadTrainer.Train(training, validation, head, options).History;

        Assert.True(history.Best.ValidationAccuracy > 0.9);
        Assert.Equal(3e-3, history.Epochs[0].LearningRate);
        Assert.True(history.Epochs[^1].LearningRate < 1e-4);
    }

    [Fact]
    public void Rotating_views_uses_each_image_once_per_epoch_and_every_view_in_turn()
    {
        var (training, _) = Sets(Tap.PooledOutput(Network.Network), views: 3);
        var epochs = Enumerable.Range(1, 3).Select(epoch => training.Epoch(epoch, ViewUse.Rotate)).ToArray();

        Assert.All(epochs, epoch => Assert.Equal(training.Samples.Count, epoch.Length));
        for (var sample = 0; sample < training.Samples.Count; sample++)
        {
            Assert.Equal([0, 1, 2], epochs.Select(epoch => epoch[sample].View).Order());
        }

        Assert.Equal(3 * training.Samples.Count, training.Epoch(1, ViewUse.All).Distinct().Count());
    }

    [Fact]
    public void A_diverging_learning_rate_is_reported()
    {
        var head = new HeadOptions { Kind = HeadKind.Linear, Classes = Classes };
        var (training, validation) = Sets(head.TapOf(Network.Network));

        Assert.Throws<TrainingDivergedException>(
            () => HeadTrainer.Train(training, validation, head, new TrainingOptions { LearningRate = 1e36 }));
    }

    [Fact]
    public void Canceling_stops_between_steps()
    {
        var head = new HeadOptions { Kind = HeadKind.Linear, Classes = Classes };
        var (training, validation) = Sets(head.TapOf(Network.Network));
        using var stop = new CancellationTokenSource();
        stop.Cancel();

        Assert.Throws<OperationCanceledException>(
            () => HeadTrainer.Train(training, validation, head, new TrainingOptions(), new TrainingRun { Cancellation = stop.Token }));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void An_interrupted_training_continues_to_the_same_bytes(int epochs)
    {
        var fineTune = new FineTuneOptions { From = "block_16", BatchNorm = BatchNormMode.Training, BatchNormMomentum = 0.9, FromScratch = true };
        var head = new HeadOptions { Kind = HeadKind.Conv, Classes = Classes };
        var (training, validation) = Sets(fineTune.TapOf(Network.Network), views: 2);
        var options = new TrainingOptions
        {
            Epochs = 4, BatchSize = 16, Seed = 5, LearningRate = 1e-3, WeightDecay = 0.01, WeightAverageDecay = 0.9, Mixup = 0.2, Schedule = LearningRateSchedule.Cosine,
            Share = 0.7,
        };
        var undisturbed = FineTuner.Train(training, validation, RandomBase, head, null, fineTune, options);

        using var stop = new CancellationTokenSource();
        var seen = 0;
        var interrupted = new TrainingRun
        {
            Checkpoint = folder["training.checkpoint"],
            Cancellation = stop.Token,
        };
        var watch = new Watch(() =>
        {
            // Epoch 0 is the evaluation before the first step.
            if (++seen == epochs + 1) stop.Cancel();
        });
        Assert.Throws<OperationCanceledException>(
            () => FineTuner.Train(training, validation, RandomBase, head, null, fineTune, options, interrupted with { Progress = watch }));
        var continuedAfter = -1;
        var continued = FineTuner.Train(
            training, validation, RandomBase, head, null, fineTune, options,
            new TrainingRun { Checkpoint = folder["training.checkpoint"], Continued = epoch => continuedAfter = epoch, Threads = 3 });

        Assert.Equal(epochs, continuedAfter);
        Assert.Equal(undisturbed.History.BestEpoch, continued.History.BestEpoch);
        Assert.Equal(undisturbed.History.Epochs.Select(epoch => epoch with { Seconds = 0 }), continued.History.Epochs.Select(epoch => epoch with { Seconds = 0 }));
        Assert.Equal(Bytes(undisturbed), Bytes(continued));
    }

    [Fact]
    public void Training_ends_after_epochs_without_a_better_one()
    {
        var head = new HeadOptions { Kind = HeadKind.Linear, Classes = Classes };
        var (training, validation) = Sets(head.TapOf(Network.Network));
        var options = new TrainingOptions { Epochs = 50, BatchSize = 16, Seed = 5, LearningRate = 0.05, Patience = 2 };

        var history = HeadTrainer.Train(training, validation, head, options).History;

        Assert.InRange(history.Epochs.Count, 3, 49);
        Assert.Equal(history.BestEpoch + 2, history.Epochs[^1].Epoch);
        var whole = HeadTrainer.Train(training, validation, head, options with { Patience = 0 }).History;
        Assert.Equal(
            whole.Epochs.Take(history.Epochs.Count).Select(epoch => epoch with { Seconds = 0 }), history.Epochs.Select(epoch => epoch with { Seconds = 0 }));
    }

    [Fact]
    public void Images_of_rare_classes_weigh_more()
    {
        var head = new HeadOptions { Kind = HeadKind.Linear, Classes = Classes };
        var features = new SyntheticFeatures(folder["store"], Network, head.TapOf(Network.Network), Classes);
        // One image of class 0, four of class 1: weights 1/1 and 1/2 in proportion, 5/3 and 5/6 so that the mean of all images is 1.
        var samples = features.Samples.Where(sample => sample.Label == 0).Take(1).Concat(features.Samples.Where(sample => sample.Label == 1).Take(4));
        var unbalanced = features.Set(folder["store"], [.. samples]);
        var batches = new TrainingBatches(
            new TrainingOptions { BatchSize = 5, ClassWeights = ClassWeighting.Balanced, LabelSmoothing = 0.3 }, Classes, unbalanced.Length);

        batches.WeighClasses(unbalanced);
        batches.Fill(unbalanced, [(0, 0), (1, 0)], step: 0);

        var sums = Enumerable.Range(0, 2).Select(image => batches.Targets.Slice(image * Classes, Classes).ToArray().Sum()).ToArray();
        Assert.Equal(5.0 / 3, sums[0], 1e-5);
        Assert.Equal(5.0 / 6, sums[1], 1e-5);
    }

    [Fact]
    public void A_damaged_checkpoint_is_not_used()
    {
        var head = new HeadOptions { Kind = HeadKind.Linear, Classes = Classes };
        var (training, validation) = Sets(head.TapOf(Network.Network));
        var run = new TrainingRun { Checkpoint = folder["training.checkpoint"] };
        var expected = HeadTrainer.Train(training, validation, head, new TrainingOptions { Epochs = 2 }, run);
        var bytes = File.ReadAllBytes(run.Checkpoint!);
        foreach (var damage in (byte[][])[[], bytes[..100], bytes[..^1], new byte[bytes.Length], [.. bytes[..^1], (byte)(bytes[^1] ^ 1)]])
        {
            File.WriteAllBytes(run.Checkpoint!, damage);
            var continued = false;
            var result = HeadTrainer.Train(training, validation, head, new TrainingOptions { Epochs = 2 }, run with { Continued = _ => continued = true });
            Assert.False(continued);
            Assert.Equal(Bytes(expected), Bytes(result));
        }
    }

    [Fact]
    public void Memory_does_not_grow_over_500_steps()
    {
        var fineTune = new FineTuneOptions { From = "Conv_1" };
        var head = new HeadOptions { Kind = HeadKind.Linear, Classes = Classes };
        var (training, validation) = Sets(fineTune.TapOf(Network.Network));
        var memory = new List<long>();
        var watch = new Watch(() =>
        {
            using var process = Process.GetCurrentProcess();
            memory.Add(process.WorkingSet64);
        });

        // All 48 images are in one batch, so an epoch has one step and one validation. Leaking their activations would cost 2 MB per step, 900 MB in all. The
        // memory of the process is also that of other tests, which run at the same time.
        FineTuner.Train(
            training, validation, RandomBase, head, null, fineTune,
            new TrainingOptions { Epochs = 500, BatchSize = 48, LearningRate = 1e-4 }, new TrainingRun { Progress = watch });

        Assert.True(memory[^1] - memory[50] < 400 << 20, $"{memory[50] >> 20} MB after epoch 50, {memory[^1] >> 20} MB after the last");
    }

    private byte[] Bytes(TrainingResult result)
    {
        KerasWeightsFile.Write(result.Weights, folder["result.h5"]);
        return File.ReadAllBytes(folder["result.h5"]);
    }

    private (FeatureSet Training, FeatureSet Validation) Sets(Tap tap, int views = 1)
    {
        var features = new SyntheticFeatures(folder["store"], Network, tap, Classes, views);
        return (features.Training, features.Validation);
    }

    private sealed class Watch(Action action) : IProgress<EpochRecord>
    {
        public void Report(EpochRecord value) => action();
    }
}
