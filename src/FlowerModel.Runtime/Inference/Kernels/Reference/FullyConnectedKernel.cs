using FlowerModel.Runtime.Inference.Kernels.Abstractions;

namespace FlowerModel.Runtime.Inference.Kernels.Reference;

/// <summary>FULLY_CONNECTED, implemented directly from its definition.</summary>
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
                for (var i = 0; i < inputs; i++) sum += input[(row * inputs) + i] * kernel[(o * inputs) + i];
                output[(row * outputs) + o] = activation.Apply(sum);
            }
        }
    }
}
