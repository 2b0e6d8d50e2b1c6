using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FlowerModel.Runtime.Inference.Kernels.Abstractions;

namespace FlowerModel.Runtime.Inference.Kernels.Vectorized;

/// <summary>
/// A depthwise convolution with one output per input channel, computed one vector of channels at a time. For 3x3 kernels the nine
/// weights stay in registers along a row. As in <see cref="MatrixProduct{TSimd, TVector}"/>, the inner loops are compiled with full
/// optimization from the start.
/// </summary>
/// <param name="window">Shapes, strides, padding; at least <c>TSimd.Width</c> channels.</param>
/// <param name="kernel">Kernel height, kernel width, channels.</param>
/// <param name="bias">One value per channel.</param>
/// <param name="activation">Limits of the result.</param>
internal sealed class DepthwiseLayer<TSimd, TVector>(SlidingWindow window, float[] kernel, float[] bias, ActivationRange activation)
    : PreparedLayer<float>
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    private readonly int channels = window.Input.Channels;

    /// <inheritdoc/>
    public override int MaxParts => window.OutputRows;

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<float> input, Span<float> output, Span<byte> scratch, Part part)
    {
        var (start, end) = part.Of(window.OutputRows);
        for (var row = start; row < end; row++)
        {
            // If the channels are not a multiple of the vector width, a pixel's last vector starts earlier and repeats some work.
            for (var channel = 0; channel < this.channels; channel += TSimd.Width)
                RunRow(input, output, row, Math.Min(channel, this.channels - TSimd.Width));
        }
    }

    private void RunRow(ReadOnlySpan<float> input, Span<float> output, int row, int channel)
    {
        var (image, y) = Math.DivRem(row, window.Output.Height);
        var (insideFrom, insideTo) = DepthwiseInterior.Columns3X3(window, y);
        for (var x = 0; x < insideFrom; x++) RunPixel(input, output, row, x, channel);
        if (insideFrom < insideTo) RunInside3X3(input, output, image, y, insideFrom, insideTo, channel);
        for (var x = insideTo; x < window.Output.Width; x++) RunPixel(input, output, row, x, channel);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RunInside3X3(ReadOnlySpan<float> input, Span<float> output, int image, int y, int from, int to, int channel)
    {
        nint channels = this.channels;
        ref var weights = ref kernel[channel];
        var w00 = TSimd.Load(ref weights);
        var w01 = TSimd.Load(ref Unsafe.Add(ref weights, channels));
        var w02 = TSimd.Load(ref Unsafe.Add(ref weights, 2 * channels));
        var w10 = TSimd.Load(ref Unsafe.Add(ref weights, 3 * channels));
        var w11 = TSimd.Load(ref Unsafe.Add(ref weights, 4 * channels));
        var w12 = TSimd.Load(ref Unsafe.Add(ref weights, 5 * channels));
        var w20 = TSimd.Load(ref Unsafe.Add(ref weights, 6 * channels));
        var w21 = TSimd.Load(ref Unsafe.Add(ref weights, 7 * channels));
        var w22 = TSimd.Load(ref Unsafe.Add(ref weights, 8 * channels));
        var initial = TSimd.Load(ref bias[channel]);
        var minimum = TSimd.Broadcast(activation.Minimum);
        var maximum = TSimd.Broadcast(activation.Maximum);

        var originY = (y * window.StrideHeight) - window.PaddingTop;
        var originX = (from * window.StrideWidth) - window.PaddingLeft;
        var row = window.Input.Width * channels;
        var right = window.DilationWidth * channels;
        var down = window.DilationHeight * row;
        var step = window.StrideWidth * channels;
        var first = ((((nint)image * window.Input.Height) + originY) * row) + (originX * channels) + channel;
        var result = ((((((nint)image * window.Output.Height) + y) * window.Output.Width) + from) * channels) + channel;

        // Checks the last element that is accessed, once for the whole row.
        _ = input[(int)(first + ((to - from - 1) * step) + (2 * down) + (2 * right) + TSimd.Width - 1)];
        _ = output[(int)(result + ((to - from - 1) * channels) + TSimd.Width - 1)];
        ref var top = ref Unsafe.Add(ref MemoryMarshal.GetReference(input), first);
        ref var target = ref Unsafe.Add(ref MemoryMarshal.GetReference(output), result);
        for (var x = from; x < to; x++)
        {
            ref var middle = ref Unsafe.Add(ref top, down);
            ref var bottom = ref Unsafe.Add(ref middle, down);
            var sum = TSimd.MultiplyAdd(TSimd.Load(ref top), w00, initial);
            sum = TSimd.MultiplyAdd(TSimd.Load(ref Unsafe.Add(ref top, right)), w01, sum);
            sum = TSimd.MultiplyAdd(TSimd.Load(ref Unsafe.Add(ref top, 2 * right)), w02, sum);
            sum = TSimd.MultiplyAdd(TSimd.Load(ref middle), w10, sum);
            sum = TSimd.MultiplyAdd(TSimd.Load(ref Unsafe.Add(ref middle, right)), w11, sum);
            sum = TSimd.MultiplyAdd(TSimd.Load(ref Unsafe.Add(ref middle, 2 * right)), w12, sum);
            sum = TSimd.MultiplyAdd(TSimd.Load(ref bottom), w20, sum);
            sum = TSimd.MultiplyAdd(TSimd.Load(ref Unsafe.Add(ref bottom, right)), w21, sum);
            sum = TSimd.MultiplyAdd(TSimd.Load(ref Unsafe.Add(ref bottom, 2 * right)), w22, sum);
            TSimd.Store(TSimd.Clamp(sum, minimum, maximum), ref target);
            top = ref Unsafe.Add(ref top, step);
            target = ref Unsafe.Add(ref target, channels);
        }
    }

    /// <summary>Handles any kernel at any position: adds the taps that lie inside the image, one after the other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RunPixel(ReadOnlySpan<float> input, Span<float> output, int row, int x, int channel)
    {
        var (image, y) = Math.DivRem(row, window.Output.Height);
        var (firstV, endV) = window.KernelRows(y);
        var (firstU, endU) = window.KernelColumns(x);
        var sum = TSimd.Load(ref bias[channel]);
        for (var v = firstV; v < endV; v++)
        {
            var inputY = (y * window.StrideHeight) - window.PaddingTop + (v * window.DilationHeight);
            for (var u = firstU; u < endU; u++)
            {
                var inputX = (x * window.StrideWidth) - window.PaddingLeft + (u * window.DilationWidth);
                var pixel = (((image * window.Input.Height) + inputY) * window.Input.Width) + inputX;
                var values = input.Slice((pixel * this.channels) + channel, TSimd.Width);
                var weights = kernel.AsSpan((((v * window.KernelWidth) + u) * this.channels) + channel, TSimd.Width);
                sum = TSimd.MultiplyAdd(
                    TSimd.Load(ref MemoryMarshal.GetReference(values)), TSimd.Load(ref MemoryMarshal.GetReference(weights)), sum);
            }
        }

        var result = output.Slice((((row * window.Output.Width) + x) * this.channels) + channel, TSimd.Width);
        sum = TSimd.Clamp(sum, TSimd.Broadcast(activation.Minimum), TSimd.Broadcast(activation.Maximum));
        TSimd.Store(sum, ref MemoryMarshal.GetReference(result));
    }
}
