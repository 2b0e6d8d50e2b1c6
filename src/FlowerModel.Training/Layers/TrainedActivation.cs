using FlowerModel.Networks.Layers;
using FlowerModel.Training.Kernels;
using FlowerModel.Training.Numerics;

namespace FlowerModel.Training.Layers;

/// <summary>An activation function that no other layer has fused.</summary>
/// <param name="name">Keras' name.</param>
/// <param name="kernels">Compute.</param>
/// <param name="input">Any shape.</param>
/// <param name="output">The same.</param>
/// <param name="function">The function.</param>
internal sealed unsafe class TrainedActivation(
    string name, TrainingKernels kernels, LayerInput input, FeatureMap output, ActivationFunction function)
    : TrainedLayer(name, kernels, [input], output)
{
    public override void Forward(in MicroBatch batch)
    {
        var x = batch.Value(Inputs[0].Map);
        var y = batch.Value(Output);
        for (var i = 0; i < batch.Images * Output.Size; i++) y[i] = Value(x[i]);
    }

    public override void Backward(in MicroBatch batch)
    {
        if (!Inputs[0].Map.NeedsGradient) return;
        var x = batch.Value(Inputs[0].Map);
        var gradient = batch.Gradient(Output);
        var target = batch.Target(Inputs[0]);
        for (var i = 0; i < batch.Images * Output.Size; i++) target.Pass(i, gradient[i] * Derivative(x[i]));
    }

    private float Value(float x) => function switch
    {
        ActivationFunction.Linear => x,
        ActivationFunction.Relu => x < 0 ? 0 : x,
        ActivationFunction.Relu6 => x < 0 ? 0 : x > 6 ? 6 : x,
        ActivationFunction.Sigmoid => Sigmoid(x),
        ActivationFunction.HardSigmoid => HardSigmoid(x),
        ActivationFunction.Swish => x * Sigmoid(x),
        ActivationFunction.HardSwish => x * HardSigmoid(x),
        _ => throw new InvalidOperationException(),
    };

    private float Derivative(float x)
    {
        switch (function)
        {
            case ActivationFunction.Linear:
                return 1;
            case ActivationFunction.Relu:
                return x > 0 ? 1 : 0;
            case ActivationFunction.Relu6:
                return x is > 0 and < 6 ? 1 : 0;
            case ActivationFunction.Sigmoid:
                var sigmoid = Sigmoid(x);
                return sigmoid * (1 - sigmoid);
            case ActivationFunction.HardSigmoid:
                return x is > -3 and < 3 ? 1 / 6f : 0;
            case ActivationFunction.Swish:
                sigmoid = Sigmoid(x);
                return sigmoid + (x * sigmoid * (1 - sigmoid));
            case ActivationFunction.HardSwish:
                return x <= -3 ? 0 : x >= 3 ? 1 : (x / 3) + 0.5f;
            default:
                throw new InvalidOperationException();
        }
    }

    private static float Sigmoid(float x) => (float)(1 / (1 + PortableMath.Exp(-(double)x)));

    private static float HardSigmoid(float x) => x < -3 ? 0 : x > 3 ? 1 : (x + 3) / 6;
}
