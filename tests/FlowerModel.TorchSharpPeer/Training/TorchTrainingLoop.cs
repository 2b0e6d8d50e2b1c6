using FlowerModel.Pipeline.Settings;
using System.Diagnostics;
using FlowerModel.TorchSharpPeer.Engine;
using FlowerModel.Trainer.Network;
using FlowerModel.Trainer.Training;
using FlowerModel.Training.Numerics;
using TorchSharp.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace FlowerModel.TorchSharpPeer.Training;

/// <summary>
/// The training loop for all phases: shuffled batches, Adam, cross-entropy, validation after each epoch, best epoch kept. It trains a
/// network that maps stored activations to logits: a head, or the top of the base with its head.
/// </summary>
internal sealed class TorchTrainingLoop
{
    private const double AdamEpsilon = 1e-7; // Keras' default; torch's is 1e-8.
    private const int StepsBetweenReleases = 16; // A release takes about as long as a step (bench: protocol).
    private const int StatisticsBatches = 10; // About as many as a moving average with momentum 0.9 covers.
    private readonly nn.Module<Tensor, Tensor> network;
    private readonly IReadOnlyList<Parameter> parameters;
    private readonly IReadOnlyList<Tensor> state;
    private readonly TrainingOptions options;
    private readonly int classes;
    private RandomStream random;

    /// <summary>
    /// Called before some batches of training images run without an update, so that BatchNorm's statistics match the weights that are about
    /// to be evaluated and kept; null: the moving averages are used as they are. Early in training from scratch they lag far behind.
    /// </summary>
    public Action? RestartStatistics { get; init; }

    /// <summary>Prepares a training run.</summary>
    /// <param name="network">Maps a batch of activations to logits.</param>
    /// <param name="parameters">What is trained.</param>
    /// <param name="state">Other values that training changes and that belong to an epoch's weights: moving averages.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="options">Epochs, rates, seed.</param>
    public TorchTrainingLoop(
        nn.Module<Tensor, Tensor> network, IReadOnlyList<Parameter> parameters, IReadOnlyList<Tensor> state, int classes,
        TrainingOptions options)
    {
        (this.network, this.parameters, this.state, this.classes, this.options) = (network, parameters, state, classes, options);
        random = new RandomStream(options.Seed);
    }

    /// <summary>Runs the training; afterwards the network has the weights of the best epoch.</summary>
    /// <param name="training">Images to train on.</param>
    /// <param name="validation">Images that determine the best epoch.</param>
    /// <param name="baseline">True if the initial weights are also a candidate, as epoch 0.</param>
    /// <param name="progress">Receives the figures of each epoch.</param>
    /// <param name="cancellation">Stops between two steps.</param>
    public TrainingHistory Run(
        TorchFeatureSet training, TorchFeatureSet validation, bool baseline, IProgress<EpochRecord>? progress, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        // Dropout uses torch's own generator.
        manual_seed(unchecked((long)options.Seed));
        using var optimizer = options.WeightDecay > 0
            ? (optim.Optimizer)optim.AdamW(parameters, options.LearningRate, eps: AdamEpsilon, weight_decay: options.WeightDecay)
            : optim.Adam(parameters, options.LearningRate, eps: AdamEpsilon);
        var average = options.WeightAverageDecay > 0 ? Copy() : null;
        var best = Copy();
        var history = new List<EpochRecord>();
        var bestEpoch = -1;

        void Judge(EpochRecord epoch)
        {
            history.Add(epoch);
            progress?.Report(epoch);
            if (bestEpoch >= 0 && !IsBetter(epoch, history.First(record => record.Epoch == bestEpoch))) return;
            bestEpoch = epoch.Epoch;
            Assign(best, Current());
        }

        if (baseline)
        {
            var clock = Stopwatch.StartNew();
            var (loss, accuracy) = Evaluate(validation, cancellation);
            Judge(new EpochRecord(0, null, null, loss, accuracy, options.LearningRate, clock.Elapsed.TotalSeconds));
        }

        var step = 0;
        for (var epoch = 1; epoch <= options.Epochs; epoch++)
        {
            var clock = Stopwatch.StartNew();
            var order = training.Epoch(epoch, options.Views);
            random.Shuffle(order.AsSpan());
            var steps = (order.Length + options.BatchSize - 1) / options.BatchSize;
            var rate = Rate(step, steps * options.Epochs);
            var (loss, accuracy) = TrainEpoch(training, order, optimizer, average, ref step, steps * options.Epochs, cancellation);
            if (!double.IsFinite(loss)) throw new TrainingDivergedException(epoch, rate);
            // The averaged weights are evaluated and kept; training continues with the raw ones.
            var raw = average is null ? null : Copy();
            if (average is not null) Assign(Current(), average);
            if (RestartStatistics is not null) EstimateStatistics(training, order, cancellation);
            var (validationLoss, validationAccuracy) = Evaluate(validation, cancellation);
            Judge(new EpochRecord(epoch, loss, accuracy, validationLoss, validationAccuracy, rate, clock.Elapsed.TotalSeconds));
            if (raw is null) continue;
            Assign(Current(), raw);
            foreach (var tensor in raw) tensor.Dispose();
        }

        Assign(Current(), best);
        network.eval();
        return new TrainingHistory(history, bestEpoch);
    }

    /// <summary>Loss and accuracy over a set, without dropout.</summary>
    public (double Loss, double Accuracy) Evaluate(TorchFeatureSet set, CancellationToken cancellation)
    {
        network.eval();
        using var _ = no_grad();
        double loss = 0, right = 0;
        var order = Enumerable.Range(0, set.Samples.Count).Select(sample => (sample, 0)).ToArray();
        for (var start = 0; start < order.Length; start += options.BatchSize)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var (features, labels) = set.Read(order.AsSpan(start, Math.Min(options.BatchSize, order.Length - start)));
            var logits = network.forward(features);
            loss += nn.functional.cross_entropy(logits, labels, reduction: nn.Reduction.Sum).item<float>();
            right += logits.argmax(1).eq(labels).sum().item<long>();
        }

        return (loss / order.Length, right / order.Length);
    }

    private static bool IsBetter(EpochRecord candidate, EpochRecord best) =>
        candidate.ValidationAccuracy > best.ValidationAccuracy ||
        (candidate.ValidationAccuracy == best.ValidationAccuracy && candidate.ValidationLoss < best.ValidationLoss);

    private void EstimateStatistics(TorchFeatureSet set, (int Sample, int View)[] order, CancellationToken cancellation)
    {
        RestartStatistics!();
        network.train();
        using var _ = no_grad();
        foreach (var batch in order.Chunk(options.BatchSize).Take(StatisticsBatches))
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            network.forward(set.Read(batch).Features);
        }
    }

    private (double Loss, double Accuracy) TrainEpoch(
        TorchFeatureSet set, (int Sample, int View)[] order, optim.Optimizer optimizer, Tensor[]? average, ref int step, int totalSteps,
        CancellationToken cancellation)
    {
        network.train();
        double loss = 0, right = 0;
        for (var start = 0; start < order.Length; start += options.BatchSize)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            foreach (var group in optimizer.ParamGroups) group.LearningRate = Rate(step, totalSteps);
            var (features, labels) = set.Read(order.AsSpan(start, Math.Min(options.BatchSize, order.Length - start)));
            var targets = Targets(ref features, labels);
            optimizer.zero_grad();
            var logits = network.forward(features);
            var cost = -(nn.functional.log_softmax(logits, 1) * targets).sum(1).mean();
            cost.backward();
            optimizer.step();
            step++;
            if (step % StepsBetweenReleases == 0) Allocator.ReleaseUnused();
            if (average is not null) UpdateAverage(average, step);
            loss += cost.item<float>() * labels.shape[0];
            right += logits.argmax(1).eq(labels).sum().item<long>();
        }

        return (loss / order.Length, right / order.Length);
    }

    /// <summary>One-hot targets, smoothed and mixed according to the options; mixup mixes the features of the batch in the same way.</summary>
    private Tensor Targets(ref Tensor features, Tensor labels)
    {
        var targets = nn.functional.one_hot(labels, classes).to_type(ScalarType.Float32);
        if (options.LabelSmoothing > 0) targets = (targets * (1 - options.LabelSmoothing)) + (options.LabelSmoothing / classes);
        if (options.Mixup <= 0) return targets;

        var share = (float)random.Beta(options.Mixup);
        var partners = Enumerable.Range(0, (int)labels.shape[0]).Select(index => (long)index).ToArray();
        random.Shuffle(partners.AsSpan());
        var other = tensor(partners);
        features = (features * share) + (features.index_select(0, other) * (1 - share));
        return (targets * share) + (targets.index_select(0, other) * (1 - share));
    }

    private double Rate(int step, int totalSteps) => options.Schedule == LearningRateSchedule.Constant
        ? options.LearningRate
        : options.LearningRate * 0.5 * (1 + Math.Cos(Math.PI * step / totalSteps));

    /// <summary>Exponential average of the weights; the decay starts low, so that the first steps have no lasting effect.</summary>
    private void UpdateAverage(Tensor[] average, int step)
    {
        var decay = Math.Min(options.WeightAverageDecay, (1.0 + step) / (10.0 + step));
        using var _ = no_grad();
        foreach (var (target, source) in average.Zip(Current()))
        {
            using var difference = source - target;
            using var part = difference * (1 - decay);
            target.add_(part);
        }
    }

    private List<Tensor> Current() => [.. parameters, .. state];

    private Tensor[] Copy()
    {
        using var _ = no_grad();
        return [.. Current().Select(tensor => tensor.detach().clone())];
    }

    private static void Assign(IEnumerable<Tensor> targets, IEnumerable<Tensor> sources)
    {
        using var _ = no_grad();
        foreach (var (target, source) in targets.Zip(sources)) target.copy_(source);
    }
}
