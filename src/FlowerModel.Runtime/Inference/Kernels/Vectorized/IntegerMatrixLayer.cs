using FlowerModel.Runtime.Inference.Kernels.Abstractions;
using FlowerModel.Runtime.Inference.Packing;

namespace FlowerModel.Runtime.Inference.Kernels.Vectorized;

/// <summary>An int8 layer that is a single matrix product of whole groups of inputs: a pointwise convolution or a fully connected layer.</summary>
internal sealed class IntegerMatrixLayer<TSimd, TVector, TGroups, TRequantizer>(int rows, PackedGroups weights) : PreparedLayer<sbyte>
    where TSimd : struct, IIntegerSimd<TVector>
    where TVector : struct
    where TGroups : struct, IInputGroups<TVector>
    where TRequantizer : struct, IRequantizer<TRequantizer, TVector>
{
    private readonly int blockRows = IntegerProduct<TSimd, TVector, TGroups, TRequantizer>.BlockRows(weights, rows);

    /// <inheritdoc/>
    public override int ScratchBytes => IntegerProduct<TSimd, TVector, TGroups, TRequantizer>.ScratchBytes(weights, rows);

    /// <inheritdoc/>
    public override int MaxParts => Math.Max(1, rows / IntegerProduct<TSimd, TVector, TGroups, TRequantizer>.TileRows);

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<sbyte> input, Span<sbyte> output, Span<byte> scratch, Part part)
    {
        var (start, end) = part.Of(rows, IntegerProduct<TSimd, TVector, TGroups, TRequantizer>.TileRows);
        for (var row = start; row < end; row += blockRows)
        {
            IntegerProduct<TSimd, TVector, TGroups, TRequantizer>.MultiplyBlock(
                input[(row * weights.Inputs)..], weights, output[(row * weights.Outputs)..], Math.Min(blockRows, end - row), scratch);
        }
    }
}
