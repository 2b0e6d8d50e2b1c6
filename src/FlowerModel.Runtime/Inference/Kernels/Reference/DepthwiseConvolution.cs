using FlowerModel.Runtime.Inference.Kernels.Abstractions;
using FlowerModel.Runtime.Numerics;

namespace FlowerModel.Runtime.Inference.Kernels.Reference;

/// <summary>
/// DEPTHWISE_CONV_2D by its definition: the bias, then the taps inside the image by row and column, each product added with one rounding.
/// </summary>
internal static class DepthwiseConvolution
{
    /// <param name="window">Shapes, strides, padding.</param>
    /// <param name="input">Batch, height, width, input channels.</param>
    /// <param name="kernel">Kernel height, kernel width, output channels.</param>
    /// <param name="bias">One value per output channel.</param>
    /// <param name="activation">Limits of the result.</param>
    /// <param name="output">Batch, height, width, output channels (a multiple of the input channels).</param>
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
        var multiplier = outputs / inputs;
        for (var row = rows.Start; row < rows.End; row++)
        {
            var (image, y) = Math.DivRem(row, window.Output.Height);
            var (firstV, endV) = window.KernelRows(y);
            for (var x = 0; x < window.Output.Width; x++)
            {
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
                            sum = FusedMultiplyAdd.Of(
                                input[(((((image * height) + inputY) * width) + inputX) * inputs) + (o / multiplier)],
                                kernel[(((v * window.KernelWidth) + u) * outputs) + o],
                                sum);
                        }
                    }

                    output[(((row * window.Output.Width) + x) * outputs) + o] = activation.Apply(sum);
                }
            }
        }
    }
}
