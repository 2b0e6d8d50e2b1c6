using FlowerModel.Conversion.Keras;
using FlowerModel.Distiller.Numerics;

namespace FlowerModel.Distiller.Initialization;

/// <summary>Collects the student's layers in Keras' layout.</summary>
internal sealed class StudentLayers
{
    /// <summary>Epsilon of MobileNetV2's BatchNorm layers.</summary>
    public const double Epsilon = 1e-3;

    private readonly List<KerasLayer> layers = [];

    /// <summary>The collected layers.</summary>
    public KerasWeights ToWeights() => new(layers, "the narrowed teacher");

    /// <summary>
    /// Adds a convolution and its BatchNorm. BatchNorm makes the norm of a kernel irrelevant; it is set to 1 per output channel, so that a
    /// step of the optimizer has a similar effect everywhere.
    /// </summary>
    /// <param name="convolution">Name of the convolution.</param>
    /// <param name="norm">Name of its BatchNorm.</param>
    /// <param name="kernelSize">Height and width of the kernel.</param>
    /// <param name="folded">Kernel and bias.</param>
    /// <param name="mean">Mean of the output, [channels].</param>
    /// <param name="variance">Variance of the output, [channels].</param>
    /// <param name="isDepthwise">True for a depthwise convolution.</param>
    public void AddUnit(
        string convolution, string norm, int kernelSize, FoldedConvolution folded, double[] mean, double[] variance, bool isDepthwise = false)
    {
        var outputs = folded.Outputs;
        var kernel = new float[folded.Kernel.Values.Length];
        float[] gamma = new float[outputs], movingMean = new float[outputs], movingVariance = new float[outputs];
        for (var i = 0; i < outputs; i++)
        {
            var factor = 1 / (Norm(folded.Kernel, i) + 1e-12);
            for (var row = 0; row < folded.Kernel.Rows; row++) kernel[(row * outputs) + i] = (float)(folded.Kernel[row, i] * factor);
            movingMean[i] = (float)((mean[i] - folded.Bias[i]) * factor);
            movingVariance[i] = (float)(variance[i] * factor * factor);
            gamma[i] = (float)(Math.Sqrt((variance[i] * factor * factor) + Epsilon) / factor);
        }

        int[] shape = isDepthwise
            ? [kernelSize, kernelSize, outputs, 1]
            : [kernelSize, kernelSize, folded.Kernel.Rows / (kernelSize * kernelSize), outputs];
        layers.Add(new KerasLayer(convolution, [new KerasTensor(isDepthwise ? "depthwise_kernel" : "kernel", shape, kernel)]));
        layers.Add(new KerasLayer(
            norm,
            [
                new KerasTensor("gamma", [outputs], gamma),
                new KerasTensor("beta", [outputs], [.. mean.Select(value => (float)value)]),
                new KerasTensor("moving_mean", [outputs], movingMean),
                new KerasTensor("moving_variance", [outputs], movingVariance),
            ]));
    }

    private static double Norm(Matrix kernel, int column)
    {
        var squares = 0.0;
        for (var row = 0; row < kernel.Rows; row++) squares += kernel[row, column] * kernel[row, column];
        return Math.Sqrt(squares);
    }
}
