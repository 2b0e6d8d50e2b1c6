using System.Runtime.InteropServices;
using FlowerModel.Runtime.Inference.Kernels.Abstractions;
using FlowerModel.Runtime.Inference.Packing;

namespace FlowerModel.Runtime.Inference.Kernels.Vectorized;

/// <summary>An int8 convolution as a matrix product over gathered patches, like <see cref="PatchLayer{TSimd, TVector}"/>.</summary>
/// <param name="window">Shapes, strides, padding.</param>
/// <param name="weights">The kernel: output channels x patch elements.</param>
/// <param name="zeroPoint">The stored value of a real zero in the input, which patches contain beyond the edge.</param>
internal sealed class IntegerPatchLayer<TSimd, TVector, TGroups, TRequantizer>(SlidingWindow window, PackedGroups weights, sbyte zeroPoint) : PreparedLayer<sbyte>
    where TSimd : struct, IIntegerSimd<TVector>
    where TVector : struct
    where TGroups : struct, IInputGroups<TVector>
    where TRequantizer : struct, IRequantizer<TRequantizer, TVector>
{
    private readonly int blockRows = IntegerProduct<TSimd, TVector, TGroups, TRequantizer>.BlockRows(weights, window.OutputPixels);

    /// <inheritdoc/>
    public override int ScratchBytes =>
        checked(IntegerProduct<TSimd, TVector, TGroups, TRequantizer>.ScratchBytes(weights, window.OutputPixels) + (blockRows * RowBytes));

    /// <inheritdoc/>
    public override int MaxParts => Math.Max(1, window.OutputPixels / IntegerProduct<TSimd, TVector, TGroups, TRequantizer>.TileRows);

    // Rows of the product consist of whole groups of inputs; the weights of a padding input are zero.
    private int RowBytes => TGroups.Size * weights.Groups;

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<sbyte> input, Span<sbyte> output, Span<byte> scratch, Part part)
    {
        var (start, end) = part.Of(window.OutputPixels, IntegerProduct<TSimd, TVector, TGroups, TRequantizer>.TileRows);
        var product = IntegerProduct<TSimd, TVector, TGroups, TRequantizer>.ScratchBytes(weights, window.OutputPixels);
        var patches = MemoryMarshal.Cast<byte, sbyte>(scratch.Slice(product, blockRows * RowBytes));
        for (var pixel = start; pixel < end; pixel += blockRows)
        {
            var count = Math.Min(blockRows, end - pixel);
            Patch.Gather(window, input, pixel, count, zeroPoint, patches, RowBytes);
            IntegerProduct<TSimd, TVector, TGroups, TRequantizer>.MultiplyBlock(patches, weights, output[(pixel * weights.Outputs)..], count, scratch[..product]);
        }
    }
}
