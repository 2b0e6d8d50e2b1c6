using FlowerModel.Runtime.Tests.Inference.Operators;
using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Tests.Inference.Legacy;

/// <summary>Each operator in uint8, with many scales and zero points, against the TensorFlow Lite C library.</summary>
public sealed class UInt8OperatorTests
{
    private const int Trials = 60;

    private static readonly int[] Shape = [1, 7, 8, 6];

    [Theory]
    [InlineData(Padding.Same, 2, 1, 3, FusedActivation.Relu6, new[] { 1, 4, 4, 9 })]
    [InlineData(Padding.Valid, 1, 2, 3, FusedActivation.None, new[] { 1, 3, 4, 7 })]
    [InlineData(Padding.Same, 1, 1, 1, FusedActivation.None, new[] { 1, 7, 8, 33 })]
    [InlineData(Padding.Same, 1, 1, 5, FusedActivation.Relu, new[] { 1, 7, 8, 16 })]
    public void Conv2D(Padding padding, int stride, int dilation, int side, FusedActivation activation, int[] result) => Repeat(Shape, model =>
        model.AssertLayerAgrees(
            BuiltinOperator.Conv2D, new Conv2DOptions(padding, stride, stride, activation, dilation, dilation), [result[^1], side, side, 6], result));

    [Theory]
    [InlineData(Padding.Same, 2, 1, 3, 1, FusedActivation.Relu6, new[] { 1, 7, 8, 6 }, new[] { 1, 4, 4, 6 })]
    [InlineData(Padding.Same, 1, 1, 3, 1, FusedActivation.None, new[] { 1, 7, 8, 40 }, new[] { 1, 7, 8, 40 })]
    [InlineData(Padding.Valid, 1, 1, 5, 1, FusedActivation.Relu, new[] { 1, 7, 8, 32 }, new[] { 1, 3, 4, 32 })]
    [InlineData(Padding.Same, 1, 2, 3, 1, FusedActivation.None, new[] { 1, 7, 8, 32 }, new[] { 1, 7, 8, 32 })]
    [InlineData(Padding.Same, 1, 1, 3, 2, FusedActivation.None, new[] { 1, 7, 8, 3 }, new[] { 1, 7, 8, 6 })]
    public void DepthwiseConv2D(
        Padding padding, int stride, int dilation, int side, int multiplier, FusedActivation activation, int[] shape, int[] result) =>
        Repeat(shape, model => model.AssertLayerAgrees(
            BuiltinOperator.DepthwiseConv2D,
            new DepthwiseConv2DOptions(padding, stride, stride, multiplier, activation, dilation, dilation),
            [1, side, side, result[^1]],
            result));

    [Theory]
    [InlineData(1, 32, 5, FusedActivation.None)]
    [InlineData(3, 33, 17, FusedActivation.Relu)]
    [InlineData(1, 1280, 10, FusedActivation.Relu6)]
    public void FullyConnected(int rows, int inputs, int outputs, FusedActivation activation) => Repeat([rows, inputs], model =>
        model.AssertLayerAgrees(
            BuiltinOperator.FullyConnected, new FullyConnectedOptions(activation, 0, false, false), [outputs, inputs], [rows, outputs]));

    [Theory]
    [InlineData(FusedActivation.None, 1, 7, 8, 6)]
    [InlineData(FusedActivation.Relu6, 6)]
    public void Add(FusedActivation activation, params int[] second) => Repeat(Shape, model =>
        model.AssertAgrees(BuiltinOperator.Add, new AddOptions(activation), [model.Input, model.Constant(second)], model.Quantization(), Shape));

    [Theory]
    [InlineData(FusedActivation.None, 1, 7, 8, 6)]
    [InlineData(FusedActivation.Relu, 6)]
    [InlineData(FusedActivation.None, 1)]
    public void Sub(FusedActivation activation, params int[] second) => Repeat(Shape, model =>
        model.AssertAgrees(BuiltinOperator.Sub, new SubOptions(activation), [model.Input, model.Constant(second)], model.Quantization(), Shape));

    [Theory]
    [InlineData(FusedActivation.None, 1, 7, 8, 6)]
    [InlineData(FusedActivation.Relu6, 6)]
    [InlineData(FusedActivation.None, 1)]
    public void Mul(FusedActivation activation, params int[] second) => Repeat(Shape, model =>
        model.AssertAgrees(BuiltinOperator.Mul, new MulOptions(activation), [model.Input, model.Constant(second)], model.Quantization(), Shape));

    [Theory]
    [InlineData(BuiltinOperator.AveragePool2D, Padding.Same, 2, 3, FusedActivation.None, new[] { 1, 4, 4, 6 })]
    [InlineData(BuiltinOperator.AveragePool2D, Padding.Valid, 1, 2, FusedActivation.Relu6, new[] { 1, 6, 7, 6 })]
    [InlineData(BuiltinOperator.AveragePool2D, Padding.Valid, 1, 7, FusedActivation.None, new[] { 1, 1, 2, 6 })]
    [InlineData(BuiltinOperator.MaxPool2D, Padding.Same, 2, 3, FusedActivation.Relu, new[] { 1, 4, 4, 6 })]
    public void Pooling(BuiltinOperator code, Padding padding, int stride, int side, FusedActivation activation, int[] result) => Repeat(Shape, model =>
        model.AssertAgrees(code, new Pool2DOptions(padding, stride, stride, side, side, activation), [model.Input], model.InputQuantization, result));

    [Theory]
    [InlineData(true, new[] { 1, 2 }, new[] { 1, 1, 1, 6 }, false)]
    [InlineData(false, new[] { 1, 2 }, new[] { 1, 6 }, false)]
    [InlineData(true, new[] { 1, 2 }, new[] { 1, 1, 1, 6 }, true)]
    [InlineData(false, new[] { 1, 2 }, new[] { 1, 6 }, true)]
    [InlineData(true, new[] { 3 }, new[] { 1, 7, 8, 1 }, false)]
    [InlineData(false, new[] { 3 }, new[] { 1, 7, 8 }, true)]
    public void Mean(bool keepsDimensions, int[] axes, int[] result, bool sameScale) => Repeat(Shape, model =>
        model.AssertAgrees(
            BuiltinOperator.Mean,
            new ReducerOptions(keepsDimensions),
            [model.Input, model.Integers(axes, axes.Length)],
            sameScale ? model.InputQuantization : model.Quantization(),
            result));

    // Many rows, because a probability that is not computed exactly as in TFLite shows in one of a million results.
    [Theory]
    [InlineData(1)]
    [InlineData(0.5f)]
    public void Softmax(float beta) => Repeat([1000, 50], model =>
        model.AssertAgrees(BuiltinOperator.Softmax, new SoftmaxOptions(beta), [model.Input], new(1 / 256f, 0), 1000, 50));

    [Fact]
    public void Logistic() => Repeat(Shape, model => model.AssertAgrees(BuiltinOperator.Logistic, null, [model.Input], new(1 / 256f, 0), Shape));

    [Fact]
    public void Tanh() => Repeat(Shape, model => model.AssertAgrees(BuiltinOperator.Tanh, null, [model.Input], new(1 / 128f, 128), Shape));

    [Theory]
    [InlineData(BuiltinOperator.Relu)]
    [InlineData(BuiltinOperator.Relu6)]
    [InlineData(BuiltinOperator.ReluN1To1)]
    public void Rectifiers(BuiltinOperator code) => Repeat(Shape, model => model.AssertAgrees(code, null, [model.Input], model.Quantization(), Shape));

    [Fact]
    public void HardSwish() => Repeat(Shape, model => model.AssertAgrees(BuiltinOperator.HardSwish, null, [model.Input], model.Quantization(), Shape));

    [Fact]
    public void Pad() => Repeat(Shape, model => model.AssertAgrees(
        BuiltinOperator.Pad,
        null,
        [model.Input, model.Integers([0, 0, 1, 2, 0, 1, 0, 0], 4, 2)],
        model.InputQuantization,
        1,
        10,
        9,
        6));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Concatenation(bool sameScale) => Repeat(Shape, model => model.AssertAgrees(
        BuiltinOperator.Concatenation,
        new ConcatenationOptions(3, FusedActivation.None),
        [model.Input, sameScale ? model.Constant(model.InputQuantization, 1, 7, 8, 5) : model.Constant(1, 7, 8, 5)],
        sameScale ? model.InputQuantization : model.Quantization(),
        1,
        7,
        8,
        11));

    [Fact]
    public void Reshape() => Repeat(Shape, model =>
        model.AssertAgrees(BuiltinOperator.Reshape, new ReshapeOptions([1, 336]), [model.Input, model.Integers([1, 336], 2)], model.InputQuantization, 1, 336));

    private static void Repeat(int[] shape, Action<UInt8Operator> check)
    {
        for (var seed = 0; seed < Trials; seed++) check(new UInt8Operator(seed, shape));
    }
}
