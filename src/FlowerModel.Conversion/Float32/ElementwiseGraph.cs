using FlowerModel.Networks.Layers;
using FlowerModel.Tflite;

namespace FlowerModel.Conversion.Float32;

/// <summary>Writes activations that no operator applies itself, and products, as the operators of TensorFlow's converter.</summary>
/// <param name="graph">The graph to append the operators to.</param>
internal sealed class ElementwiseGraph(GraphBuilder graph)
{
    /// <summary>Appends the product of an activation and one factor per channel, or of two activations, and returns it.</summary>
    /// <param name="name">Name of the result.</param>
    /// <param name="input">The activation.</param>
    /// <param name="factors">The factors.</param>
    internal int Multiply(string name, int input, int factors) =>
        Append(BuiltinOperator.Mul, name, [input, factors], new MulOptions(FusedActivation.None));

    /// <summary>Appends a product with one constant per channel and a sum with another, and returns the result.</summary>
    /// <param name="name">Name of the result.</param>
    /// <param name="input">The activation.</param>
    /// <param name="scale">The factors.</param>
    /// <param name="shift">The summands.</param>
    internal int Scale(string name, int input, float[] scale, float[] shift)
    {
        var scaled = Multiply(name + "/scaled", input, graph.AddConstant(name + "/scale", scale, scale.Length));
        return Append(BuiltinOperator.Add, name, [scaled, graph.AddConstant(name + "/shift", shift, shift.Length)], new AddOptions(FusedActivation.None));
    }

    /// <summary>Appends an activation function and returns its result.</summary>
    /// <param name="name">Name of the result.</param>
    /// <param name="input">Its input.</param>
    /// <param name="function">The function.</param>
    internal int Activate(string name, int input, ActivationFunction function)
    {
        switch (function)
        {
            case ActivationFunction.Linear:
                return input;
            case ActivationFunction.Relu:
                return Append(BuiltinOperator.Relu, name, [input], null);
            case ActivationFunction.Relu6:
                return Append(BuiltinOperator.Relu6, name, [input], null);
            case ActivationFunction.Sigmoid:
                return Append(BuiltinOperator.Logistic, name, [input], null);
            case ActivationFunction.HardSwish:
                return Append(BuiltinOperator.HardSwish, name, [input], null);
            case ActivationFunction.Swish:
                return Multiply(name, input, Append(BuiltinOperator.Logistic, name + "/Sigmoid", [input], null));
            case ActivationFunction.HardSigmoid:
                var three = graph.AddConstant(name + "/three", [3f], 1);
                var shifted = Append(BuiltinOperator.Add, name + "/Relu6", [input, three], new AddOptions(FusedActivation.Relu6));
                return Multiply(name, shifted, graph.AddConstant(name + "/sixth", [1 / 6f], 1));
            default:
                throw new NotSupportedException($"the activation {function} of layer {name} cannot be written as .tflite yet");
        }
    }

    private int Append(BuiltinOperator code, string name, int[] inputs, OperatorOptions? options)
    {
        var (height, width, channels) = graph.Image(inputs[0]);
        var result = graph.AddActivation(name, 1, height, width, channels);
        graph.AddOperator(code, inputs, result, options);
        return result;
    }
}
