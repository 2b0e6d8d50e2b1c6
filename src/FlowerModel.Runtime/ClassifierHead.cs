using System.Runtime.InteropServices;
using FlowerModel.Runtime.Inference.Steps;
using FlowerModel.Tflite;

namespace FlowerModel.Runtime;

/// <summary>The end of a classifier: the last fully connected layer and, if its input is the spatial mean of a feature map, that map.</summary>
/// <param name="features">Index of the tensor that is the input of the last fully connected layer.</param>
/// <param name="featureCount">The number of its elements.</param>
/// <param name="map">The last feature map with the weights of the layer, which most programs do not need.</param>
internal sealed class ClassifierHead(int features, int featureCount, Lazy<LinearHead?> map)
{
    /// <summary>Index of the tensor that is the input of the last fully connected layer.</summary>
    public int Features => features;

    /// <summary>The number of its elements.</summary>
    public int FeatureCount => featureCount;

    /// <summary>The last feature map with the weights of the layer; null if something other than averaging and one matrix follows it.</summary>
    public LinearHead? Map => map.Value;

    /// <summary>Returns the head of a model that an interpreter has accepted; null if the model has no fully connected layer for its classes.</summary>
    public static ClassifierHead? Find(Subgraph graph)
    {
        var last = graph.Operators.LastOrDefault(step => step.Code == BuiltinOperator.FullyConnected);
        if (last is not { Inputs: [var input, var kernel, ..] } layer || graph.Tensors[kernel].Shape is not [var classes, var count]) return null;
        if (!IsReal(graph.Tensors[input]) || graph.Tensors[input].ElementCount != count) return null;
        if (graph.Tensors[graph.Outputs[0]].ElementCount != classes || !IsLast(graph, layer.Outputs[0])) return null;
        return new ClassifierHead(input, count, new Lazy<LinearHead?>(() => MapOf(graph, layer, classes, count)));
    }

    /// <summary>Returns the real values of a constant; null if it is none. Float16 models widen their constants with DEQUANTIZE.</summary>
    public static float[]? RealConstant(Subgraph graph, int index)
    {
        var tensor = graph.Tensors[index];
        if (!tensor.IsConstant)
            return Producer(graph, index) is { Code: BuiltinOperator.Dequantize, Inputs: [var narrow] } ? RealConstant(graph, narrow) : null;
        if (tensor is not { Type: TensorType.Int32, Quantization: { } quantization }) return ConstantExpansion.ToFloats(new Value(tensor, index));
        var stored = MemoryMarshal.Cast<byte, int>(tensor.Data.Span);
        var real = new float[stored.Length];
        for (var i = 0; i < real.Length; i++) real[i] = stored[i] * quantization.Scales[quantization.IsPerChannel ? i : 0];
        return real;
    }

    private static LinearHead? MapOf(Subgraph graph, Operator layer, int classes, int channels)
    {
        if (layer.Options is FullyConnectedOptions { Activation: not FusedActivation.None }) return null;
        var pooling = Producer(graph, layer.Inputs[0]);
        if (pooling?.Code == BuiltinOperator.Reshape) pooling = Producer(graph, pooling.Inputs[0]);
        if (pooling?.Code != BuiltinOperator.Mean || graph.Tensors[pooling.Inputs[0]] is not { Shape: [1, var height, var width, var depth] } map) return null;
        if (depth != channels || !IsReal(map)) return null;
        var weights = RealConstant(graph, layer.Inputs[1]);
        var bias = layer.Inputs is [_, _, >= 0 and var offsets] ? RealConstant(graph, offsets) : new float[classes];
        return weights?.Length == classes * channels && bias?.Length == classes
            ? new LinearHead(pooling.Inputs[0], width, height, channels, weights, bias)
            : null;
    }

    // Fully connected layers can also be inside a network, for example in squeeze-and-excite.
    private static bool IsLast(Subgraph graph, int result) =>
        graph.Operators.Where(step => step.Inputs.Contains(result)).All(step => IsScore(step.Code) && step.Outputs.All(output => IsLast(graph, output)));

    // These do not change the order of the classes: the map explains the value before them.
    private static bool IsScore(BuiltinOperator code) =>
        code is BuiltinOperator.Softmax or BuiltinOperator.Logistic or BuiltinOperator.Dequantize or BuiltinOperator.Quantize or BuiltinOperator.Reshape;

    private static bool IsReal(Tensor tensor) => !tensor.IsConstant && tensor.Type switch
    {
        TensorType.Float32 => true,
        TensorType.Int8 or TensorType.UInt8 => tensor.Quantization is { IsPerChannel: false },
        _ => false,
    };

    private static Operator? Producer(Subgraph graph, int tensor) => graph.Operators.FirstOrDefault(step => step.Outputs.Contains(tensor));
}
