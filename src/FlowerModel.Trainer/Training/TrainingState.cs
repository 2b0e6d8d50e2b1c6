using FlowerModel.Training.Graphs;
using FlowerModel.Training.Layers;
using FlowerModel.Training.Optimizers;

namespace FlowerModel.Trainer.Training;

/// <summary>Everything that a training has changed so far: weights, optimizer, averages, history and the weights of the best epoch.</summary>
internal sealed class TrainingState
{
    private readonly TrainedWeight[] weights;
    private readonly float[][] best;
    private readonly List<EpochRecord> epochs = [];

    /// <summary>Starts from the weights of a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="options">Weight decay and averaging.</param>
    public TrainingState(TrainingGraph graph, TrainingOptions options)
    {
        weights = [.. graph.Weights.Where(weight => weight.IsTrained || weight.IsStatistic)];
        Weights = [.. weights.Select(weight => weight.Values.Memory)];
        best = [.. weights.Select(weight => weight.Values.Span.ToArray())];
        Optimizer = new AdamOptimizer(weights, options.WeightDecay);
        Average = options.WeightAverageDecay > 0 || options.Share < 1 ? new WeightAverage(weights, options.WeightAverageDecay, options.Share) : null;
    }

    /// <summary>The weights and statistics that the training changes, in a fixed order.</summary>
    public IReadOnlyList<Memory<float>> Weights { get; }

    /// <summary>The optimizer.</summary>
    public AdamOptimizer Optimizer { get; }

    /// <summary>Average of the weights over the steps; null: none.</summary>
    public WeightAverage? Average { get; }

    /// <summary>The finished epochs.</summary>
    public IReadOnlyList<EpochRecord> Epochs => epochs;

    /// <summary>Number of the best epoch so far; -1 before the first.</summary>
    public int BestEpoch { get; private set; } = -1;

    /// <summary>All values that a checkpoint contains, in a fixed order; writing to them restores it.</summary>
    public IEnumerable<Memory<float>> Values() =>
    [
        .. Weights,
        .. Optimizer.State.Select(values => values.Memory),
        .. Average?.State.Select(values => values.Memory) ?? [],
        .. best.Select(values => values.AsMemory()),
    ];

    /// <summary>Adds the figures of an epoch; if it is the best so far, the current weights are kept.</summary>
    /// <param name="epoch">The figures.</param>
    public void Finish(EpochRecord epoch)
    {
        epochs.Add(epoch);
        if (BestEpoch >= 0 && !IsBetter(epoch, epochs.First(record => record.Epoch == BestEpoch))) return;
        BestEpoch = epoch.Epoch;
        for (var i = 0; i < weights.Length; i++) weights[i].Values.Span.CopyTo(best[i]);
    }

    /// <summary>Continues after epochs whose <see cref="Values"/> have been restored.</summary>
    /// <param name="finished">Their figures.</param>
    /// <param name="bestEpoch">The best of them.</param>
    /// <param name="steps">Number of steps.</param>
    public void ContinueAfter(IEnumerable<EpochRecord> finished, int bestEpoch, int steps)
    {
        epochs.AddRange(finished);
        BestEpoch = bestEpoch;
        Optimizer.ContinueAfter(steps);
        if (Average is not null) Average.Steps = steps;
    }

    /// <summary>Sets the weights to those of the best epoch.</summary>
    public void RestoreBest()
    {
        for (var i = 0; i < weights.Length; i++) best[i].CopyTo(weights[i].Values.Span);
    }

    private static bool IsBetter(EpochRecord candidate, EpochRecord best) =>
        candidate.ValidationAccuracy > best.ValidationAccuracy
        || (candidate.ValidationAccuracy == best.ValidationAccuracy && candidate.ValidationLoss < best.ValidationLoss);
}
