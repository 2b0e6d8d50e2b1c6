using System.Runtime.InteropServices;
using FlowerModel.Tflite;

namespace FlowerModel.Conversion.Float32;

/// <summary>Builds a subgraph operator by operator and derives the shape of each operator's output from its inputs.</summary>
internal sealed class GraphBuilder
{
    private readonly List<Tensor> tensors = [];
    private readonly List<Operator> operators = [];

    /// <summary>Adds a float32 tensor without data: the input, or the output of an operator.</summary>
    internal int AddActivation(string name, params int[] shape) =>
        Add(new Tensor { Name = name, Shape = shape, Type = TensorType.Float32 });

    internal int AddConstant(string name, ReadOnlySpan<float> values, params int[] shape) =>
        Add(new Tensor { Name = name, Shape = shape, Type = TensorType.Float32, Data = MemoryMarshal.AsBytes(values).ToArray() });

    internal int AddConstant(string name, ReadOnlySpan<int> values, params int[] shape) =>
        Add(new Tensor { Name = name, Shape = shape, Type = TensorType.Int32, Data = MemoryMarshal.AsBytes(values).ToArray() });

    /// <summary>Height, width and channels of an activation.</summary>
    internal (int Height, int Width, int Channels) Image(int tensor) =>
        (tensors[tensor].Shape[1], tensors[tensor].Shape[2], tensors[tensor].Shape[3]);

    /// <summary>Shape of a tensor.</summary>
    internal IReadOnlyList<int> Shape(int tensor) => tensors[tensor].Shape;

    /// <summary>Adds a convolution of an activation; <paramref name="name"/> is the name of its output.</summary>
    internal int AddConvolution(
        string name, int input, ConvolutionWeights convolution, int stride, Padding padding, FusedActivation activation)
    {
        var kernel = AddConstant(convolution.KernelName, convolution.Kernel, convolution.Shape);
        var bias = AddConstant(convolution.BiasName, convolution.Bias, convolution.Outputs);
        var (height, width, _) = Image(input);
        int Size(int size) => padding == Padding.Same ? (size + stride - 1) / stride : (size - convolution.Size) / stride + 1;
        var output = AddActivation(name, 1, Size(height), Size(width), convolution.Outputs);
        if (convolution.IsDepthwise)
        {
            var options = new DepthwiseConv2DOptions(padding, stride, stride, DepthMultiplier: 1, activation);
            AddOperator(BuiltinOperator.DepthwiseConv2D, [input, kernel, bias], output, options);
        }
        else
        {
            AddOperator(BuiltinOperator.Conv2D, [input, kernel, bias], output, new Conv2DOptions(padding, stride, stride, activation));
        }

        return output;
    }

    internal void AddOperator(BuiltinOperator code, IReadOnlyList<int> inputs, int output, OperatorOptions? options) =>
        operators.Add(new Operator { Code = code, Inputs = inputs, Outputs = [output], Options = options });

    internal Subgraph Build(int input, params IReadOnlyList<int> outputs) =>
        new() { Tensors = tensors, Inputs = [input], Outputs = outputs, Operators = operators };

    private int Add(Tensor tensor)
    {
        tensors.Add(tensor);
        return tensors.Count - 1;
    }
}
