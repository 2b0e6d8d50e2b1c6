using FlowerModel.Runtime.Inference.Kernels.Abstractions;
using FlowerModel.Runtime.Inference.Packing;

namespace FlowerModel.Runtime.Inference.Kernels.Vectorized;

/// <summary>An int8 layer that is a single matrix product with an even number of inputs: a pointwise convolution or a fully connected layer.</summary>
internal sealed class IntegerMatrixLayer<TSimd, TVector, TRequantizer>(int rows, PackedPairs weights) : PreparedLayer<sbyte>
    where TSimd : struct, IIntegerSimd<TVector>
    where TVector : struct
    where TRequantizer : struct, IRequantizer<TRequantizer, TVector>
{
    private readonly int blockRows = IntegerProduct<TSimd, TVector, TRequantizer>.BlockRows(weights);

    /// <inheritdoc/>
    public override int ScratchBytes => IntegerProduct<TSimd, TVector, TRequantizer>.ScratchBytes(weights);

    /// <inheritdoc/>
    public override int MaxParts => Math.Max(1, rows / IntegerProduct<TSimd, TVector, TRequantizer>.TileRows);

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<sbyte> input, Span<sbyte> output, Span<byte> scratch, Part part)
    {
        var (start, end) = part.Of(rows, IntegerProduct<TSimd, TVector, TRequantizer>.TileRows);
        for (var row = start; row < end; row += blockRows)
        {
            IntegerProduct<TSimd, TVector, TRequantizer>.MultiplyBlock(
                input[(row * weights.Inputs)..], weights, output[(row * weights.Outputs)..], Math.Min(blockRows, end - row), scratch);
        }
    }
}
