using FlowerModel.Conversion.Keras;
using FlowerModel.Networks;
using FlowerModel.Pipeline.Settings;
using FlowerModel.TorchSharpPeer.Network;
using FlowerModel.Trainer.Network;
using FlowerModel.Trainer.Training;
using TorchSharp.Modules;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FlowerModel.TorchSharpPeer.Training;

/// <summary>The layers after the base, from its output to the logits; softmax is left to the loss and to the converter.</summary>
internal sealed class TorchHead : Module<Tensor, Tensor>
{
    private const int Filters = HeadOptions.Filters;
    private const int KernelSize = 3;
    private readonly HeadOptions options;
    private readonly int inputs;
    private readonly Parameter? kernel; // [filters, inputs, 3, 3], channels-last strides
    private readonly Parameter? bias;
    private readonly Parameter denseKernel; // [in, classes], as Keras has it
    private readonly Parameter denseBias;

    private TorchHead(HeadOptions options, int inputs)
        : base(nameof(TorchHead))
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Classes, 2);
        (this.options, this.inputs) = (options, inputs);
        if (options.Kind == HeadKind.Conv)
        {
            kernel = Parameter(zeros(Filters, KernelSize, KernelSize, inputs).permute(0, 3, 1, 2));
            bias = Parameter(zeros(Filters));
            register_parameter(nameof(kernel), kernel);
            register_parameter(nameof(bias), bias);
        }

        denseKernel = Parameter(zeros(DenseInputs, options.Classes));
        denseBias = Parameter(zeros(options.Classes));
        register_parameter(nameof(denseKernel), denseKernel);
        register_parameter(nameof(denseBias), denseBias);
    }

    private int DenseInputs => options.Kind == HeadKind.Conv ? Filters : inputs;

    /// <summary>Creates a head with Glorot-uniform kernels and zero biases, Keras' defaults.</summary>
    /// <param name="options">Kind and number of classes.</param>
    /// <param name="inputs">Channels of the base's output.</param>
    /// <param name="seed">Seed of the kernels.</param>
    public static TorchHead Create(HeadOptions options, int inputs, ulong seed) => Load(options, inputs, options.InitialWeights(inputs, seed));

    /// <summary>Creates a head with the given weights (layers <c>conv2d</c> and <c>dense</c>).</summary>
    /// <exception cref="KerasWeightsException">A layer is missing or has the wrong shape.</exception>
    public static TorchHead Load(HeadOptions options, int inputs, KerasWeights weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        var head = new TorchHead(options, inputs);
        if (head.kernel is not null)
        {
            head.SetKernel(weights.Require("conv2d", "kernel", KernelSize, KernelSize, inputs, Filters).Values);
            Set(head.bias!, weights.Require("conv2d", "bias", Filters).Values);
        }

        Set(head.denseKernel, weights.Require("dense", "kernel", head.DenseInputs, options.Classes).Values);
        Set(head.denseBias, weights.Require("dense", "bias", options.Classes).Values);
        return head;
    }

    /// <summary>The weights in Keras' layout.</summary>
    public KerasWeights ToKerasWeights()
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        var layers = new List<KerasLayer>();
        if (kernel is not null)
        {
            layers.Add(new KerasLayer(
                "conv2d",
                [
                    new KerasTensor("kernel", [KernelSize, KernelSize, inputs, Filters], TensorData.ToArray(kernel.permute(2, 3, 1, 0))),
                    new KerasTensor("bias", [Filters], TensorData.ToArray(bias!)),
                ]));
        }

        layers.Add(new KerasLayer(
            "dense",
            [
                new KerasTensor("kernel", [DenseInputs, options.Classes], TensorData.ToArray(denseKernel)),
                new KerasTensor("bias", [options.Classes], TensorData.ToArray(denseBias)),
            ]));
        return new KerasWeights(layers, "the head in training");
    }

    /// <summary>Computes the logits.</summary>
    /// <param name="input">[batch, channels, height, width], or [batch, channels] if already pooled (linear head only).</param>
    /// <returns>[batch, classes].</returns>
    public override Tensor forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var value = input;
        if (kernel is not null)
        {
            value = functional.dropout(functional.relu(functional.conv2d(value, kernel, bias)), options.Dropout, training);
        }

        if (value.dim() == 4) value = value.mean([2, 3]);
        if (kernel is null) value = functional.dropout(value, options.Dropout, training);
        return value.matmul(denseKernel) + denseBias;
    }

    private static void Set(Parameter target, float[] values)
    {
        using var _ = no_grad();
        using var source = tensor(values, target.shape);
        target.copy_(source);
    }

    private void SetKernel(float[] values)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        kernel!.copy_(tensor(values, [KernelSize, KernelSize, inputs, Filters]).permute(3, 2, 0, 1));
    }
}
