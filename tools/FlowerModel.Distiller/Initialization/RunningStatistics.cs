using static TorchSharp.torch;

namespace FlowerModel.Distiller.Initialization;

/// <summary>Mean and variance per channel, accumulated over batches.</summary>
/// <param name="channels">Number of channels.</param>
internal sealed class RunningStatistics(long channels)
{
    private readonly Tensor sum = zeros(channels, dtype: ScalarType.Float64);
    private readonly Tensor squares = zeros(channels, dtype: ScalarType.Float64);
    private double count;

    /// <summary>Mean of each channel.</summary>
    public Tensor Mean => sum / count;

    /// <summary>Variance of each channel.</summary>
    public Tensor Variance => (squares / count) - Mean.square();

    /// <summary>Adds rows [rows, channels].</summary>
    public void Add(Tensor rows)
    {
        using var scope = NewDisposeScope();
        count += rows.shape[0];
        sum.add_(rows.sum(dim: 0, type: ScalarType.Float64));
        squares.add_(rows.square().sum(dim: 0, type: ScalarType.Float64));
    }
}
