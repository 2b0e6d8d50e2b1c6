using FlowerModel.Runtime.Inference.Kernels.Abstractions;
using FlowerModel.Runtime.Numerics;

namespace FlowerModel.Runtime.Inference.Kernels.Reference;

/// <summary>FULLY_CONNECTED by its definition: the bias, then the inputs in order, each product added with one rounding.</summary>
internal static class FullyConnectedKernel
{
    /// <param name="input">Rows x inputs.</param>
    /// <param name="kernel">Outputs x inputs.</param>
    /// <param name="bias">One value per output.</param>
    /// <param name="activation">Limits of the result.</param>
    /// <param name="output">Rows x outputs.</param>
    /// <param name="rows">The rows to compute.</param>
    public static void Run(
        ReadOnlySpan<float> input,
        ReadOnlySpan<float> kernel,
        ReadOnlySpan<float> bias,
        ActivationRange activation,
        Span<float> output,
        (int Start, int End) rows)
    {
        var outputs = bias.Length;
        var inputs = kernel.Length / outputs;
        for (var row = rows.Start; row < rows.End; row++)
        {
            for (var o = 0; o < outputs; o++)
            {
                var sum = bias[o];
                for (var i = 0; i < inputs; i++) sum = FusedMultiplyAdd.Of(input[(row * inputs) + i], kernel[(o * inputs) + i], sum);
                output[(row * outputs) + o] = activation.Apply(sum);
            }
        }
    }
}
