using System.Runtime.InteropServices;
using FlowerModel.Tflite;

namespace FlowerModel.Conversion.Tests.Quantization;

/// <summary>Models of one or a few layers, small enough to be worked out by hand.</summary>
internal static class SmallModels
{
    /// <summary>FULLY_CONNECTED of [1, inputs] with a kernel of outputs by inputs.</summary>
    internal static Model Dense(float[] kernel, float[] bias)
    {
        var (outputs, inputs) = (bias.Length, kernel.Length / bias.Length);
        return Of(
            [
                Activation("input", 1, inputs),
                Constant("kernel", kernel, outputs, inputs),
                Constant("bias", bias, outputs),
                Activation("output", 1, outputs),
            ],
            3,
            new Operator
            {
                Code = BuiltinOperator.FullyConnected,
                Inputs = [0, 1, 2],
                Outputs = [3],
                Options = new FullyConnectedOptions(FusedActivation.None, 0, KeepDimensions: false, AsymmetricQuantizeInputs: false),
            });
    }

    /// <summary>A model of the given operators; tensor 0 is the input.</summary>
    internal static Model Of(Tensor[] tensors, int output, params Operator[] operators) => new()
    {
        Subgraphs = [new Subgraph { Tensors = tensors, Inputs = [0], Outputs = [output], Operators = operators }],
    };

    internal static Tensor Activation(string name, params int[] shape) => new() { Name = name, Shape = shape, Type = TensorType.Float32 };

    internal static Tensor Constant(string name, float[] values, params int[] shape) =>
        new() { Name = name, Shape = shape, Type = TensorType.Float32, Data = MemoryMarshal.AsBytes(values.AsSpan()).ToArray() };
}
