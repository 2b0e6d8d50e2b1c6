using FlowerModel.Runtime.Inference.Kernels.Abstractions;
using FlowerModel.Runtime.Numerics;

namespace FlowerModel.Runtime.Inference.Kernels.Reference;

/// <summary>
/// CONV_2D by its definition: the bias, then the kernel's elements by row, column and input channel, each product added with one rounding.
/// Outside the image the input is 0.
/// </summary>
internal static class Convolution
{
    /// <param name="window">Shapes, strides, padding.</param>
    /// <param name="input">Batch, height, width, input channels.</param>
    /// <param name="kernel">Output channels, kernel height, kernel width, input channels.</param>
    /// <param name="bias">One value per output channel.</param>
    /// <param name="activation">Limits of the result.</param>
    /// <param name="output">Batch, height, width, output channels.</param>
    /// <param name="rows">The output rows to compute, numbered through the batch.</param>
    public static void Run(
        SlidingWindow window,
        ReadOnlySpan<float> input,
        ReadOnlySpan<float> kernel,
        ReadOnlySpan<float> bias,
        ActivationRange activation,
        Span<float> output,
        (int Start, int End) rows)
    {
        var (_, height, width, inputs) = window.Input;
        var outputs = window.Output.Channels;
        ReadOnlySpan<float> zeros = new float[inputs];
        for (var row = rows.Start; row < rows.End; row++)
        {
            var (image, y) = Math.DivRem(row, window.Output.Height);
            for (var x = 0; x < window.Output.Width; x++)
            {
                for (var o = 0; o < outputs; o++)
                {
                    var sum = bias[o];
                    for (var v = 0; v < window.KernelHeight; v++)
                    {
                        var inputY = (y * window.StrideHeight) - window.PaddingTop + (v * window.DilationHeight);
                        for (var u = 0; u < window.KernelWidth; u++)
                        {
                            var inputX = (x * window.StrideWidth) - window.PaddingLeft + (u * window.DilationWidth);
                            var isInside = (uint)inputY < (uint)height && (uint)inputX < (uint)width;
                            var pixel = isInside ? input.Slice(((((image * height) + inputY) * width) + inputX) * inputs, inputs) : zeros;
                            var weights = kernel.Slice(((((o * window.KernelHeight) + v) * window.KernelWidth) + u) * inputs, inputs);
                            for (var i = 0; i < inputs; i++) sum = FusedMultiplyAdd.Of(pixel[i], weights[i], sum);
                        }
                    }

                    output[(((row * window.Output.Width) + x) * outputs) + o] = activation.Apply(sum);
                }
            }
        }
    }
}
