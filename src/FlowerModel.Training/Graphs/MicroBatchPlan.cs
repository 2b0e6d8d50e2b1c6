using FlowerModel.Training.Layers;

namespace FlowerModel.Training.Graphs;

/// <summary>
/// In which phases the micro-batches of a batch run. Where no layer needs the whole batch there is one: forward, loss and backward, so that a thread needs one
/// arena. Else there is one before and one behind each such layer, forward and backward, and every micro-batch keeps an arena of its own.
/// </summary>
internal sealed class MicroBatchPlan
{
    /// <param name="graph">What is run.</param>
    public MicroBatchPlan(TrainingGraph graph)
    {
        var last = graph.Layers.Count;
        var gathering = Enumerable.Range(0, last).Where(i => graph.Layers[i].NeedsWholeBatch).ToList();
        IsWholeBatch = gathering.Count > 0;
        Prediction = [new Phase(0, last, EndsForward: true)];
        var phases = new List<Phase>();
        var from = 0;
        foreach (var layer in gathering)
        {
            phases.Add(new Phase(from, layer, GathersForward: true));
            from = layer;
        }

        phases.Add(new Phase(from, last, EndsForward: true) { BackwardFrom = last - 1, BackwardTo = -1 });
        for (var i = gathering.Count - 1; i >= 0; i--)
        {
            var layer = gathering[i];
            phases[^1] = phases[^1] with { BackwardTo = layer, GathersBackward = true };
            phases.Add(new Phase(last, last) { BackwardFrom = layer, BackwardTo = -1 });
        }

        Training = phases;
        Statistics = [.. phases.Where(phase => phase.GathersForward)];
    }

    /// <summary>True where a layer needs the whole batch.</summary>
    public bool IsWholeBatch { get; }

    /// <summary>Phases of a step.</summary>
    public IReadOnlyList<Phase> Training { get; }

    /// <summary>Phases that compute the statistics of the batch and nothing else; empty where no layer needs the whole batch.</summary>
    public IReadOnlyList<Phase> Statistics { get; }

    /// <summary>Phases of a prediction.</summary>
    public IReadOnlyList<Phase> Prediction { get; }
}

/// <summary>What all micro-batches do before the next phase begins.</summary>
/// <param name="ForwardFrom">First layer that runs forward.</param>
/// <param name="ForwardTo">Layer behind the last.</param>
/// <param name="GathersForward">True: layer <paramref name="ForwardTo"/> gathers behind them.</param>
/// <param name="EndsForward">True: outputs and loss are computed.</param>
internal readonly record struct Phase(int ForwardFrom, int ForwardTo, bool GathersForward = false, bool EndsForward = false)
{
    /// <summary>First layer that runs backward.</summary>
    public int BackwardFrom { get; init; } = -1;

    /// <summary>Layer before the last one backward.</summary>
    public int BackwardTo { get; init; } = -1;

    /// <summary>True: layer <see cref="BackwardTo"/> gathers behind them.</summary>
    public bool GathersBackward { get; init; }
}
