using FlowerModel.Conversion.Keras;
using FlowerModel.Networks.Layers;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Trainer.Network;
using TorchSharp.Modules;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FlowerModel.TorchSharpPeer.Network;

/// <summary>A convolution without a bias and its BatchNorm: the building block of networks.</summary>
internal sealed class ConvolutionUnit : Module<Tensor, Tensor>
{
    private readonly Layer convolution;
    private readonly BatchNormalizationLayer norm;
    private readonly ZeroPaddingLayer? padding;
    private readonly IWindowedLayer window;
    private readonly WeightShape kernelShape;
    private readonly bool depthwise;
    private readonly int groups;
    private readonly Parameter kernel; // [out, in / groups, height, width], channels-last strides
    private readonly Parameter gamma;
    private readonly Parameter beta;
    private readonly Tensor mean;
    private readonly Tensor variance;
    private int? batchesSeen; // null if the statistics were loaded
    private Tensor? foldedKernel;
    private Tensor? foldedBias;

    /// <param name="convolution">The convolution, regular or depthwise.</param>
    /// <param name="norm">The BatchNorm after it.</param>
    /// <param name="inputs">Number of input channels.</param>
    /// <param name="padding">The zero-padding layer before it; null if there is none.</param>
    public ConvolutionUnit(Layer convolution, BatchNormalizationLayer norm, int inputs, ZeroPaddingLayer? padding = null)
        : base(convolution.Name)
    {
        (this.convolution, this.norm, this.padding, window) = (convolution, norm, padding, (IWindowedLayer)convolution);
        depthwise = convolution is DepthwiseConvolutionLayer;
        var outputs = convolution is ConvolutionLayer { Channels: var channels } ? channels : inputs;
        (Inputs, Outputs) = (inputs, outputs);
        kernelShape = convolution.Weights([new FeatureShape(1, 1, inputs)])[0];
        groups = depthwise ? inputs : 1;
        StatisticsRate = 1 - norm.Momentum;
        kernel = Parameter(ChannelsLast(zeros(outputs, inputs / groups, window.KernelSize, window.KernelSize)));
        gamma = Parameter(ones(outputs));
        beta = Parameter(zeros(outputs));
        mean = zeros(outputs);
        variance = ones(outputs);
        register_parameter(nameof(kernel), kernel);
        register_parameter(nameof(gamma), gamma);
        register_parameter(nameof(beta), beta);
        register_buffer(nameof(mean), mean);
        register_buffer(nameof(variance), variance);
    }

    public int Inputs { get; }

    public int Outputs { get; }

    public BatchNormMode Mode { get; set; }

    /// <summary>Weight of the batch's statistics in the moving averages: 1 - Keras' <c>momentum</c>.</summary>
    public double StatisticsRate { get; set; }

    /// <summary>Keras' momentum of the moving averages.</summary>
    public double Momentum => norm.Momentum;

    /// <summary>The trainable parameters with their layers.</summary>
    public IEnumerable<(Layer Layer, Parameter Parameter)> LayerParameters => [(convolution, kernel), (norm, gamma), (norm, beta)];

    /// <summary>Applies the convolution and the BatchNorm.</summary>
    /// <param name="input">[batch, <see cref="Inputs"/>, height, width] in channels-last strides.</param>
    public override Tensor forward(Tensor input)
    {
        var padded = Pad(input);
        if (foldedKernel is not null) return Convolve(padded, foldedKernel, foldedBias);
        if (Mode == BatchNormMode.Training && gamma.requires_grad && training)
        {
            return functional.batch_norm(
                Convolve(padded, kernel, null), mean, variance, gamma, beta, training: true, momentum: NextStatisticsRate(), eps: norm.Epsilon);
        }

        // With fixed statistics, BatchNorm is a scale and a shift, so it is folded into kernel and bias: the gradients of kernel, gamma and
        // beta are the same, and no pass over the activations is needed.
        var (scaled, bias) = Fold();
        return Convolve(padded, scaled, bias);
    }

    /// <summary>Folds BatchNorm permanently, for a part that is not trained.</summary>
    public void FoldForInference()
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        var (scaled, bias) = Fold();
        foldedKernel = ChannelsLast(scaled).DetachFromDisposeScope();
        foldedBias = bias.DetachFromDisposeScope();
    }

    /// <summary>Starts the estimation of the statistics, because the weights are random.</summary>
    public void StartStatistics() => batchesSeen = 0;

    /// <summary>Restarts the estimation of the statistics with the next batches, unless they were loaded.</summary>
    public void RestartStatistics() => batchesSeen = batchesSeen is null ? null : 0;

    public void Load(KerasWeights weights)
    {
        SetKernel(weights.Require(convolution.Name, kernelShape.Name, [.. kernelShape.Shape]).Values);
        using var _ = no_grad();
        Set(gamma, weights.Require(norm.Name, "gamma", Outputs).Values);
        Set(beta, weights.Require(norm.Name, "beta", Outputs).Values);
        Set(mean, weights.Require(norm.Name, "moving_mean", Outputs).Values);
        Set(variance, weights.Require(norm.Name, "moving_variance", Outputs).Values);
    }

    public IEnumerable<KerasLayer> Save()
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        // [out, in/groups, h, w] -> HWIO, or HWC1 for depthwise kernels.
        var ordered = depthwise ? kernel.permute(2, 3, 0, 1) : kernel.permute(2, 3, 1, 0);
        return
        [
            new KerasLayer(convolution.Name, [new KerasTensor(kernelShape.Name, kernelShape.Shape, TensorData.ToArray(ordered))]),
            new KerasLayer(
                norm.Name,
                [
                    new KerasTensor("gamma", [Outputs], TensorData.ToArray(gamma)),
                    new KerasTensor("beta", [Outputs], TensorData.ToArray(beta)),
                    new KerasTensor("moving_mean", [Outputs], TensorData.ToArray(mean)),
                    new KerasTensor("moving_variance", [Outputs], TensorData.ToArray(variance)),
                ]),
        ];
    }

    /// <summary>The number of zeros before and after a number of rows or columns, including those of a preceding padding layer.</summary>
    internal (int Before, int After) Zeros(int size)
    {
        var (before, after) = padding?.Zeros.Of(size) ?? (0, 0);
        var own = window.Padding.Zeros(before + size + after, window.KernelSize, window.Stride);
        return (before + own.Before, after + own.After);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foldedKernel?.Dispose();
            foldedBias?.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>A copy in channels-last strides: the shape stays [n, c, h, w], the memory is n, h, w, c.</summary>
    private static Tensor ChannelsLast(Tensor tensor) => tensor.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);

    private static void Set(Tensor target, float[] values)
    {
        using var source = tensor(values);
        target.copy_(source);
    }

    /// <summary>
    /// Random weights have no statistics. The first batches are averaged with equal weight, so that the arbitrary start (mean 0, variance 1)
    /// has no influence: over fifty layers with small variances, its remainder after many steps would still drown the signal.
    /// </summary>
    private double NextStatisticsRate()
    {
        if (batchesSeen is not { } seen) return StatisticsRate;
        batchesSeen = seen + 1;
        return Math.Max(StatisticsRate, 1.0 / (seen + 1));
    }

    private void SetKernel(float[] values)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        var keras = tensor(values, kernelShape.Shape.Select(size => (long)size).ToArray());
        kernel.copy_(depthwise ? keras.permute(2, 3, 0, 1) : keras.permute(3, 2, 0, 1));
    }

    private (Tensor Kernel, Tensor Bias) Fold()
    {
        var scale = gamma * (variance + norm.Epsilon).rsqrt();
        return (kernel * scale.view(-1, 1, 1, 1), beta - (mean * scale));
    }

    /// <summary>Adds asymmetric padding to the input; symmetric padding is left to the convolution.</summary>
    private (Tensor Input, long Symmetric) Pad(Tensor input)
    {
        var (top, bottom) = Zeros((int)input.shape[2]);
        var (left, right) = Zeros((int)input.shape[3]);
        return top == bottom && left == right && top == left
            ? (input, top)
            : (functional.pad(input, [left, right, top, bottom]), 0);
    }

    private Tensor Convolve((Tensor Input, long Symmetric) padded, Tensor weight, Tensor? bias) =>
        functional.conv2d(
            padded.Input, weight, bias, [window.Stride, window.Stride], [padded.Symmetric, padded.Symmetric], groups: groups);
}
