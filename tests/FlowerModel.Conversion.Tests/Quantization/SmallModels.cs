using System.Runtime.InteropServices;
using FlowerModel.Tflite;

namespace FlowerModel.Conversion.Tests.Quantization;

/// <summary>Models of one or a few layers, small enough to compute by hand.</summary>
internal static class SmallModels
{
    /// <summary>A FULLY_CONNECTED with an input of [1, inputs] and a kernel of [outputs, inputs].</summary>
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

    /// <summary>
    /// A model with an input of [1, 2, 2, 1]: CONV_2D to two channels (1 by 1, ReLU6), PAD by one pixel, RESHAPE to [1, 32], FULLY_CONNECTED to three
    /// classes, SOFTMAX.
    /// </summary>
    internal static Model Classifier()
    {
        var dense = new float[96];
        for (var i = 0; i < dense.Length; i++) dense[i] = (i % 7 - 3) * 0.1f;
        return Of(
            [
                Activation("input", 1, 2, 2, 1),
                Constant("conv/kernel", [0.5f, -0.02f], 2, 1, 1, 1),
                Constant("conv/bias", [0.25f, 0.125f], 2),
                Activation("conv", 1, 2, 2, 2),
                Integers("paddings", [0, 0, 1, 1, 1, 1, 0, 0], 4, 2),
                Activation("pad", 1, 4, 4, 2),
                Integers("shape", [1, 32], 2),
                Activation("reshape", 1, 32),
                Constant("dense/kernel", dense, 3, 32),
                Constant("dense/bias", [0.1f, 0, -0.1f], 3),
                Activation("dense", 1, 3),
                Activation("softmax", 1, 3),
            ],
            11,
            new Operator { Code = BuiltinOperator.Conv2D, Inputs = [0, 1, 2], Outputs = [3], Options = new Conv2DOptions(Padding.Same, 1, 1, FusedActivation.Relu6) },
            new Operator { Code = BuiltinOperator.Pad, Inputs = [3, 4], Outputs = [5] },
            new Operator { Code = BuiltinOperator.Reshape, Inputs = [5, 6], Outputs = [7], Options = new ReshapeOptions([1, 32]) },
            new Operator
            {
                Code = BuiltinOperator.FullyConnected,
                Inputs = [7, 8, 9],
                Outputs = [10],
                Options = new FullyConnectedOptions(FusedActivation.None, 0, KeepDimensions: false, AsymmetricQuantizeInputs: false),
            },
            new Operator { Code = BuiltinOperator.Softmax, Inputs = [10], Outputs = [11], Options = new SoftmaxOptions(1) });
    }

    /// <summary>
    /// A model with an input of [1, 1, 1, 1] and 1 by 1 convolutions of one channel: "stem" (ReLU6, kernel 2), "narrow", "wide" (ReLU6, kernel 3),
    /// "back" (kernel 0.25), "sum" = narrow + back, "last" (kernel 0.75, bias 0.125).
    /// </summary>
    /// <param name="narrow">The kernel of "narrow".</param>
    /// <param name="activation">The fused activation of "narrow".</param>
    internal static Model Residual(float narrow = 0.5f, FusedActivation activation = FusedActivation.None)
    {
        return Of(
            [
                Activation("input", 1, 1, 1, 1),
                .. Layer("stem", 2, 0), .. Layer("narrow", narrow, 0), .. Layer("wide", 3, 0), .. Layer("back", 0.25f, 0),
                Activation("sum", 1, 1, 1, 1),
                .. Layer("last", 0.75f, 0.125f),
            ],
            16,
            Convolution(0, 1, FusedActivation.Relu6),
            Convolution(3, 4, activation),
            Convolution(6, 7, FusedActivation.Relu6),
            Convolution(9, 10, FusedActivation.None),
            new Operator { Code = BuiltinOperator.Add, Inputs = [6, 12], Outputs = [13], Options = new AddOptions(FusedActivation.None) },
            Convolution(13, 14, FusedActivation.None));

        static Tensor[] Layer(string name, float kernel, float bias) =>
            [Constant(name + "/kernel", [kernel], 1, 1, 1, 1), Constant(name + "/bias", [bias], 1), Activation(name, 1, 1, 1, 1)];

        static Operator Convolution(int input, int kernel, FusedActivation activation) => new()
        {
            Code = BuiltinOperator.Conv2D, Inputs = [input, kernel, kernel + 1], Outputs = [kernel + 2],
            Options = new Conv2DOptions(Padding.Same, 1, 1, activation),
        };
    }

    /// <summary>A model of the given operators. Tensor 0 is the input.</summary>
    internal static Model Of(Tensor[] tensors, int output, params Operator[] operators) => new()
    {
        Subgraphs = [new Subgraph { Tensors = tensors, Inputs = [0], Outputs = [output], Operators = operators }],
    };

    internal static Tensor Activation(string name, params int[] shape) => new() { Name = name, Shape = shape, Type = TensorType.Float32 };

    internal static Tensor Constant(string name, float[] values, params int[] shape) =>
        new() { Name = name, Shape = shape, Type = TensorType.Float32, Data = MemoryMarshal.AsBytes(values.AsSpan()).ToArray() };

    private static Tensor Integers(string name, int[] values, params int[] shape) =>
        new() { Name = name, Shape = shape, Type = TensorType.Int32, Data = MemoryMarshal.AsBytes(values.AsSpan()).ToArray() };
}
