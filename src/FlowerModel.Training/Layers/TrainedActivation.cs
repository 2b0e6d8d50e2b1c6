using FlowerModel.Networks.Layers;
using FlowerModel.Training.Kernels;

namespace FlowerModel.Training.Layers;

/// <summary>Creates layers for activation functions that no other layer has fused.</summary>
internal static class TrainedActivation
{
    /// <summary>Creates the layer of a function.</summary>
    /// <param name="name">Keras' name.</param>
    /// <param name="kernels">Compute.</param>
    /// <param name="input">Any shape.</param>
    /// <param name="output">The same.</param>
    /// <param name="function">The function.</param>
    public static TrainedLayer Create(string name, TrainingKernels kernels, LayerInput input, FeatureMap output, ActivationFunction function) => function switch
    {
        ActivationFunction.Linear => new TrainedActivation<LinearRule>(name, kernels, input, output),
        ActivationFunction.Relu => new TrainedActivation<ReluRule>(name, kernels, input, output),
        ActivationFunction.Relu6 => new TrainedActivation<Relu6Rule>(name, kernels, input, output),
        ActivationFunction.Sigmoid => new TrainedActivation<SigmoidRule>(name, kernels, input, output),
        ActivationFunction.HardSigmoid => new TrainedActivation<HardSigmoidRule>(name, kernels, input, output),
        ActivationFunction.Swish => new TrainedActivation<SwishRule>(name, kernels, input, output),
        ActivationFunction.HardSwish => new TrainedActivation<HardSwishRule>(name, kernels, input, output),
        _ => throw new NotSupportedException($"layer {name} cannot be trained: {function} is not supported"),
    };
}

/// <summary>An activation function that no other layer has fused.</summary>
/// <typeparam name="TFunction">The function, which the compiler inlines into the loops.</typeparam>
/// <param name="name">Keras' name.</param>
/// <param name="kernels">Compute.</param>
/// <param name="input">Any shape.</param>
/// <param name="output">The same.</param>
internal sealed unsafe class TrainedActivation<TFunction>(string name, TrainingKernels kernels, LayerInput input, FeatureMap output)
    : TrainedLayer(name, kernels, [input], output)
    where TFunction : struct, IActivationRule
{
    public override void Forward(in MicroBatch batch)
    {
        var x = batch.Value(Inputs[0].Map);
        var y = batch.Value(Output);
        for (var i = 0; i < batch.Images * Output.Size; i++) y[i] = TFunction.Value(x[i]);
    }

    public override void Backward(in MicroBatch batch)
    {
        if (!Inputs[0].Map.NeedsGradient) return;
        var x = batch.Value(Inputs[0].Map);
        var gradient = batch.Gradient(Output);
        var target = batch.Target(Inputs[0]);
        for (var i = 0; i < batch.Images * Output.Size; i++) target.Pass(i, gradient[i] * TFunction.Derivative(x[i]));
    }
}
