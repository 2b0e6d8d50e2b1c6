using FlowerModel.Conversion.Keras;
using FlowerModel.Distiller.Numerics;

namespace FlowerModel.Distiller.Initialization;

/// <summary>A convolution with its BatchNorm folded into kernel and bias.</summary>
/// <param name="Kernel">
/// The kernel in Keras' order of elements: [height * width * inputs, outputs], or [height * width, channels] of a depthwise convolution.
/// </param>
/// <param name="Bias">The bias, [outputs].</param>
internal sealed record FoldedConvolution(Matrix Kernel, double[] Bias)
{
    /// <summary>Number of outputs.</summary>
    public int Outputs => Bias.Length;

    /// <summary>Reads a convolution of the teacher.</summary>
    /// <param name="source">The teacher's weights.</param>
    /// <param name="convolution">Name of the convolution.</param>
    /// <param name="norm">Name of its BatchNorm.</param>
    /// <exception cref="KerasWeightsException">A layer or a weight is missing.</exception>
    public static FoldedConvolution Read(KerasWeights source, string convolution, string norm)
    {
        var depthwise = source.Find(convolution)?.Find("depthwise_kernel");
        var values = (depthwise ?? Find(source, convolution, "kernel")).Values;
        float[] gamma = Find(source, norm, "gamma").Values, beta = Find(source, norm, "beta").Values;
        float[] mean = Find(source, norm, "moving_mean").Values, variance = Find(source, norm, "moving_variance").Values;
        var kernel = Matrix.Of(values, gamma.Length);
        var bias = new double[gamma.Length];
        for (var i = 0; i < bias.Length; i++)
        {
            var scale = gamma[i] / Math.Sqrt(variance[i] + StudentLayers.Epsilon);
            bias[i] = beta[i] - (mean[i] * scale);
            for (var row = 0; row < kernel.Rows; row++) kernel[row, i] *= scale;
        }

        return new FoldedConvolution(kernel, bias);
    }

    /// <summary>The same convolution with some of its outputs only; for a depthwise convolution, some of its channels.</summary>
    public FoldedConvolution Select(IReadOnlyList<int> chosen) => new(Kernel.SelectColumns(chosen), [.. chosen.Select(i => Bias[i])]);

    private static KerasTensor Find(KerasWeights source, string layer, string weight) =>
        source.Find(layer)?.Find(weight) ?? throw new KerasWeightsException(source.Source, $"layer {layer} has no weight {weight}");
}
