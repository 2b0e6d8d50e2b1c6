using FlowerModel.Runtime.Inference.Kernels.Abstractions;

namespace FlowerModel.Runtime.Inference.Kernels.Reference;

/// <summary>CONV_2D, implemented directly from its definition.</summary>
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
                            var pixel = input.Slice(((((image * height) + inputY) * width) + inputX) * inputs, inputs);
                            var weights = kernel.Slice(((((o * window.KernelHeight) + v) * window.KernelWidth) + u) * inputs, inputs);
                            for (var i = 0; i < inputs; i++) sum += pixel[i] * weights[i];
                        }
                    }

                    output[(((row * window.Output.Width) + x) * outputs) + o] = activation.Apply(sum);
                }
            }
        }
    }
}
