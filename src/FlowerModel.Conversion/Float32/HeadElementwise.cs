using FlowerModel.Conversion.Keras;
using FlowerModel.Tflite;

namespace FlowerModel.Conversion.Float32;

/// <summary>Writes the activation functions and channel scales of a head, on activations of any rank.</summary>
/// <param name="graph">The graph to append the operators to.</param>
internal sealed class HeadElementwise(GraphBuilder graph)
{
    /// <summary>Divides an activation function into what an operator can apply itself and what remains to be written.</summary>
    internal static (FusedActivation Fused, HeadActivation Remaining) Fused(HeadActivation activation) => activation switch
    {
        HeadActivation.Relu => (FusedActivation.Relu, HeadActivation.Linear),
        HeadActivation.Relu6 => (FusedActivation.Relu6, HeadActivation.Linear),
        _ => (FusedActivation.None, activation),
    };

    /// <summary>Keras' name of a function.</summary>
#pragma warning disable CA1308 // Keras' names are lower case.
    internal static string NameOf(HeadActivation activation) => activation.ToString().ToLowerInvariant();
#pragma warning restore CA1308

    /// <summary>Appends an activation function and returns its result.</summary>
    internal int Activate(int input, string name, HeadActivation activation) => activation switch
    {
        HeadActivation.Linear => input,
        HeadActivation.Relu => Append(BuiltinOperator.Relu, name, null, input),
        HeadActivation.Relu6 => Append(BuiltinOperator.Relu6, name, null, input),
        HeadActivation.Sigmoid => Append(BuiltinOperator.Logistic, name, null, input),
        HeadActivation.Tanh => Append(BuiltinOperator.Tanh, name, null, input),
        HeadActivation.Swish => Append(
            BuiltinOperator.Mul, name, new MulOptions(FusedActivation.None), input, Append(BuiltinOperator.Logistic, name + "/sigmoid", null, input)),
        HeadActivation.Softmax => Append(BuiltinOperator.Softmax, name, new SoftmaxOptions(1), input),
        _ => throw new NotSupportedException($"the activation {activation} of layer {name} cannot be written as .tflite yet"),
    };

    /// <summary>Appends a factor and a summand per channel and returns the result.</summary>
    internal int Scale(int input, ScaleHeadLayer layer)
    {
        var scaled = Append(
            BuiltinOperator.Mul,
            layer.Name + "/scaled",
            new MulOptions(FusedActivation.None),
            input,
            graph.AddConstant(layer.Name + "/scale", [.. layer.Scale], layer.Scale.Count));
        return Append(
            BuiltinOperator.Add,
            layer.Name,
            new AddOptions(FusedActivation.None),
            scaled,
            graph.AddConstant(layer.Name + "/shift", [.. layer.Shift], layer.Shift.Count));
    }

    private int Append(BuiltinOperator code, string name, OperatorOptions? options, params int[] inputs)
    {
        var result = graph.AddActivation(name, [.. graph.Shape(inputs[0])]);
        graph.AddOperator(code, inputs, result, options);
        return result;
    }
}
