using FlowerModel.Training.Kernels;
using FlowerModel.Training.Kernels.Vectorized;

namespace FlowerModel.Training.Graphs;

/// <summary>What of a graph is trained, and how it is cut up.</summary>
internal sealed record GraphOptions
{
    /// <summary>Images of a batch at most.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>Images of a micro-batch. It decides the order of sums, so it is the same on every machine.</summary>
    public int MicroBatchSize { get; init; } = 4;

    /// <summary>Index of the first layer of the base that is trained; layers before it are frozen. Heads are trained always.</summary>
    public int TrainFrom { get; init; }

    /// <summary>True: trained batch normalizations take the statistics of the batch; false: the moving averages.</summary>
    public bool BatchStatistics { get; init; }

    /// <summary>What stays of the moving averages at each step; null: as the layer says.</summary>
    public double? Momentum { get; init; }

    /// <summary>True: the gradient of the input is computed too.</summary>
    public bool InputGradient { get; init; }

    /// <summary>Compute; the choice changes no bit.</summary>
    public TrainingKernels Kernels { get; init; } = VectorWidths.Widest;

    /// <summary>Micro-batches of a batch at most.</summary>
    public int MicroBatches => (BatchSize + MicroBatchSize - 1) / MicroBatchSize;
}
