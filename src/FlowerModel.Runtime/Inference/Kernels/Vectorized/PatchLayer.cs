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
    private const int MinTiles = 4;
    private const int MaxTiles = 32;
    private const int PreferredFloats = 4096; // 16 KB, half of a first-level cache

    // Pixels whose patches are gathered together.
    private readonly int pixels =
        MatrixProduct<TSimd, TVector>.TileRows * Math.Clamp(PreferredFloats / weights.Inputs / MatrixProduct<TSimd, TVector>.TileRows, MinTiles, MaxTiles);

    /// <inheritdoc/>
    public override int ScratchBytes => checked(pixels * weights.Inputs * sizeof(float));

    /// <inheritdoc/>
    public override int MaxParts => Math.Max(1, window.OutputPixels / pixels);

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<float> input, Span<float> output, Span<byte> scratch, Part part)
    {
        var (start, end) = part.Of(window.OutputPixels, pixels);
        var patches = MemoryMarshal.Cast<byte, float>(scratch);
        for (var pixel = start; pixel < end; pixel += pixels)
        {
            var count = Math.Min(pixels, end - pixel);
            Patch.Gather(window, input, pixel, count, 0, patches, weights.Inputs);
            MatrixProduct<TSimd, TVector>.Multiply(
                patches, weights, activation, output.Slice(pixel * weights.Outputs, count * weights.Outputs), count);
        }
    }
}
