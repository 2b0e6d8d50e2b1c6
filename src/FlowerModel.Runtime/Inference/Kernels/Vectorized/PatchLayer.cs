using System.Runtime.InteropServices;
using FlowerModel.Runtime.Inference.Kernels.Abstractions;
using FlowerModel.Runtime.Inference.Packing;

namespace FlowerModel.Runtime.Inference.Kernels.Vectorized;

/// <summary>
/// A convolution as a matrix product over gathered patches: the patches of a few output pixels at a time are copied to the rows of a
/// small matrix (zeros beyond the edge), which is multiplied by the weights while it is in the cache.
/// </summary>
internal sealed class PatchLayer<TSimd, TVector>(SlidingWindow window, PackedMatrix weights, ActivationRange activation) : PreparedLayer<float>
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    private const int Tiles = 4;
    private const int Pixels = Tiles * MatrixProduct<TSimd, TVector>.TileRows;

    /// <inheritdoc/>
    public override int ScratchBytes => checked(Pixels * weights.Inputs * sizeof(float));

    /// <inheritdoc/>
    public override int MaxParts => Math.Max(1, window.OutputPixels / Pixels);

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<float> input, Span<float> output, Span<byte> scratch, Part part)
    {
        var (start, end) = part.Of(window.OutputPixels, Pixels);
        var patches = MemoryMarshal.Cast<byte, float>(scratch);
        for (var pixel = start; pixel < end; pixel += Pixels)
        {
            var count = Math.Min(Pixels, end - pixel);
            for (var p = 0; p < count; p++) Patch.Gather(window, input, pixel + p, 0, patches.Slice(p * weights.Inputs, weights.Inputs));
            MatrixProduct<TSimd, TVector>.Multiply(
                patches, weights, activation, output.Slice(pixel * weights.Outputs, count * weights.Outputs), count);
        }
    }
}
