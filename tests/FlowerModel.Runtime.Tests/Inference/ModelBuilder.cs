using System.Runtime.InteropServices;
using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Tests.Inference;

/// <summary>Builds small models tensor by tensor.</summary>
internal sealed class ModelBuilder
{
    private readonly List<Tensor> tensors = [];
    private readonly List<Operator> operators = [];

    /// <summary>Adds a float tensor that is not a constant.</summary>
    public int Float(params int[] shape) => Add(TensorType.Float32, shape, default, null);

    /// <summary>Adds a tensor of another type that is not a constant.</summary>
    public int Values(TensorType type, Quantization? quantization, params int[] shape) => Add(type, shape, default, quantization);

    /// <summary>Adds a constant.</summary>
    public int Constant<T>(TensorType type, T[] elements, Quantization? quantization, params int[] shape)
        where T : unmanaged =>
        Add(type, shape, MemoryMarshal.AsBytes<T>(elements).ToArray(), quantization);

    /// <summary>Adds a float constant.</summary>
    public int Constant(float[] elements, params int[] shape) => Constant(TensorType.Float32, elements, null, shape);

    /// <summary>Adds an integer constant, such as axes, amounts of padding or sizes.</summary>
    public int Constant(int[] elements, params int[] shape) => Constant(TensorType.Int32, elements, null, shape);

    /// <summary>Adds an operator.</summary>
    public ModelBuilder Operator(BuiltinOperator code, OperatorOptions? options, int[] inputs, int output, int version = 1)
    {
        operators.Add(new Operator { Code = code, Options = options, Inputs = inputs, Outputs = [output], Version = version });
        return this;
    }

    /// <summary>Builds the model.</summary>
    public Model Build(int[] inputs, int[] outputs) => new()
    {
        Subgraphs = [new Subgraph { Tensors = tensors, Inputs = inputs, Outputs = outputs, Operators = operators }],
    };

    private int Add(TensorType type, int[] shape, ReadOnlyMemory<byte> data, Quantization? quantization)
    {
        tensors.Add(new Tensor { Name = $"t{tensors.Count}", Shape = shape, Type = type, Data = data, Quantization = quantization });
        return tensors.Count - 1;
    }
}
