using FlowerModel.Runtime.Inference.Kernels.Abstractions;
using FlowerModel.Runtime.Inference.Kernels.Arithmetic;

namespace FlowerModel.Runtime.Inference.Kernels.Reference;

/// <summary>CONV_2D, DEPTHWISE_CONV_2D and FULLY_CONNECTED for int8 (TFLite quantization specification).</summary>
internal static class QuantizedConvolution
{
    /// <summary>CONV_2D; layouts as in <see cref="Convolution"/>.</summary>
    public static void Run(
        SlidingWindow window,
        ReadOnlySpan<sbyte> input,
        ReadOnlySpan<sbyte> kernel,
        ReadOnlySpan<int> bias,
        Requantization requantization,
        Span<sbyte> output)
    {
        var zero = requantization.KernelZeroPoint;
        var inputs = window.Input.Channels;
        var outputs = window.Output.Channels;
        for (var p = 0; p < window.OutputPixels; p++)
        {
            var (row, x) = Math.DivRem(p, window.Output.Width);
            var (image, y) = Math.DivRem(row, window.Output.Height);
            var (firstV, endV) = window.KernelRows(y);
            var (firstU, endU) = window.KernelColumns(x);
            for (var o = 0; o < outputs; o++)
            {
                var sum = bias[o];
                for (var v = firstV; v < endV; v++)
                {
                    var inputY = (y * window.StrideHeight) - window.PaddingTop + (v * window.DilationHeight);
                    for (var u = firstU; u < endU; u++)
                    {
                        var inputX = (x * window.StrideWidth) - window.PaddingLeft + (u * window.DilationWidth);
                        var pixel = input.Slice(
                            ((((image * window.Input.Height) + inputY) * window.Input.Width) + inputX) * inputs, inputs);
                        var weights = kernel.Slice(((((o * window.KernelHeight) + v) * window.KernelWidth) + u) * inputs, inputs);
                        for (var i = 0; i < inputs; i++) sum += (pixel[i] - requantization.InputZeroPoint) * (weights[i] - zero);
                    }
                }

                output[(p * outputs) + o] = requantization.Store(sum, o);
            }
        }
    }

    /// <summary>DEPTHWISE_CONV_2D; layouts as in <see cref="DepthwiseConvolution"/>.</summary>
    public static void RunDepthwise(
        SlidingWindow window,
        ReadOnlySpan<sbyte> input,
        ReadOnlySpan<sbyte> kernel,
        ReadOnlySpan<int> bias,
        Requantization requantization,
        Span<sbyte> output)
    {
        var inputs = window.Input.Channels;
        var outputs = window.Output.Channels;
        var multiplier = outputs / inputs;
        var zero = requantization.KernelZeroPoint;
        for (var p = 0; p < window.OutputPixels; p++)
        {
            var (row, x) = Math.DivRem(p, window.Output.Width);
            var (image, y) = Math.DivRem(row, window.Output.Height);
            var (firstV, endV) = window.KernelRows(y);
            var (firstU, endU) = window.KernelColumns(x);
            for (var o = 0; o < outputs; o++)
            {
                var sum = bias[o];
                for (var v = firstV; v < endV; v++)
                {
                    var inputY = (y * window.StrideHeight) - window.PaddingTop + (v * window.DilationHeight);
                    for (var u = firstU; u < endU; u++)
                    {
                        var inputX = (x * window.StrideWidth) - window.PaddingLeft + (u * window.DilationWidth);
                        var pixel = (((image * window.Input.Height) + inputY) * window.Input.Width) + inputX;
                        sum += (input[(pixel * inputs) + (o / multiplier)] - requantization.InputZeroPoint)
                            * (kernel[(((v * window.KernelWidth) + u) * outputs) + o] - zero);
                    }
                }

                output[(p * outputs) + o] = requantization.Store(sum, o);
            }
        }
    }

    /// <summary>FULLY_CONNECTED; layouts as in <see cref="FullyConnectedKernel"/>.</summary>
    public static void RunFullyConnected(
        ReadOnlySpan<sbyte> input, ReadOnlySpan<sbyte> kernel, ReadOnlySpan<int> bias, Requantization requantization, Span<sbyte> output)
    {
        var zero = requantization.KernelZeroPoint;
        var outputs = bias.Length;
        var inputs = kernel.Length / outputs;
        for (var row = 0; row < output.Length / outputs; row++)
        {
            for (var o = 0; o < outputs; o++)
            {
                var sum = bias[o];
                for (var i = 0; i < inputs; i++)
                    sum += (input[(row * inputs) + i] - requantization.InputZeroPoint) * (kernel[(o * inputs) + i] - zero);
                output[(row * outputs) + o] = requantization.Store(sum, o);
            }
        }
    }
}
