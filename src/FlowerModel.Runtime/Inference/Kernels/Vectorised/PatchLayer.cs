using FlowerModel.Runtime.Inference.Packing;
using FlowerModel.Runtime.Inference.Plan;

namespace FlowerModel.Runtime.Inference.Kernels.Vectorised;

/// <summary>
/// A convolution as a matrix product over gathered patches: a few output pixels' patches at a time are written as rows of a small
/// matrix (zeros where the kernel hangs over the edge), which is multiplied with the weights while it is in the cache.
/// </summary>
internal sealed class PatchLayer<TSimd, TVector>(SlidingWindow window, PackedMatrix weights, ActivationRange activation) : PreparedLayer
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    private const int Tiles = 4;
    private const int Pixels = Tiles * MatrixProduct<TSimd, TVector>.TileRows;

    /// <inheritdoc/>
    public override int ScratchFloats => checked(Pixels * weights.Inputs);

    /// <inheritdoc/>
    public override int MaximumParts => Math.Max(1, window.OutputPixels / Pixels);

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<float> input, Span<float> output, Span<float> scratch, Part part)
    {
        var (start, end) = part.Of(window.OutputPixels, Pixels);
        for (var pixel = start; pixel < end; pixel += Pixels)
        {
            var count = Math.Min(Pixels, end - pixel);
            for (var p = 0; p < count; p++) Gather(input, pixel + p, scratch.Slice(p * weights.Inputs, weights.Inputs));
            MatrixProduct<TSimd, TVector>.Multiply(
                scratch, weights, activation, output.Slice(pixel * weights.Outputs, count * weights.Outputs), count);
        }
    }

    /// <summary>The input under one output pixel, in the kernel's order: height, width, channels.</summary>
    private void Gather(ReadOnlySpan<float> input, int outputPixel, Span<float> patch)
    {
        var (row, x) = Math.DivRem(outputPixel, window.Output.Width);
        var (picture, y) = Math.DivRem(row, window.Output.Height);
        var channels = window.Input.Channels;
        var (firstV, endV) = window.KernelRows(y);
        var (firstU, endU) = window.KernelColumns(x);
        var originX = (x * window.StrideWidth) - window.PaddingLeft;
        if (endV - firstV < window.KernelHeight || endU - firstU < window.KernelWidth) patch.Clear();
        for (var v = firstV; v < endV; v++)
        {
            var inputY = (y * window.StrideHeight) - window.PaddingTop + (v * window.DilationHeight);
            var inputRow = ((picture * window.Input.Height) + inputY) * window.Input.Width;
            var patchRow = v * window.KernelWidth;
            if (window.DilationWidth == 1)
            {
                Copy(input, inputRow + originX + firstU, patch, patchRow + firstU, endU - firstU, channels);
                continue;
            }

            for (var u = firstU; u < endU; u++)
                Copy(input, inputRow + originX + (u * window.DilationWidth), patch, patchRow + u, 1, channels);
        }
    }

    private static void Copy(ReadOnlySpan<float> input, int from, Span<float> patch, int to, int pixels, int channels)
    {
        if (pixels > 0) input.Slice(from * channels, pixels * channels).CopyTo(patch[(to * channels)..]);
    }
}
