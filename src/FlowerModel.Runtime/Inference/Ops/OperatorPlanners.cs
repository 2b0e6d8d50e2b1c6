using FlowerModel.Runtime.Inference.Steps;
using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Inference.Ops;

/// <summary>The supported operators, each with the method that plans it.</summary>
internal static class OperatorPlanners
{
    private static readonly Dictionary<BuiltinOperator, Func<OperatorContext, Step>> Planners = new()
    {
        [BuiltinOperator.Add] = Add.Plan,
        [BuiltinOperator.AveragePool2D] = Pool2D.Plan,
        [BuiltinOperator.Concatenation] = Concatenation.Plan,
        [BuiltinOperator.Conv2D] = Conv2D.Plan,
        [BuiltinOperator.DepthwiseConv2D] = DepthwiseConv2D.Plan,
        [BuiltinOperator.Dequantize] = Dequantize.Plan,
        [BuiltinOperator.FullyConnected] = FullyConnected.Plan,
        [BuiltinOperator.HardSwish] = HardSwish.Plan,
        [BuiltinOperator.Logistic] = Activation.Plan,
        [BuiltinOperator.MaxPool2D] = Pool2D.Plan,
        [BuiltinOperator.Mean] = Mean.Plan,
        [BuiltinOperator.Mul] = Mul.Plan,
        [BuiltinOperator.Pad] = Pad.Plan,
        [BuiltinOperator.Quantize] = Quantize.Plan,
        [BuiltinOperator.Relu] = Activation.Plan,
        [BuiltinOperator.Relu6] = Activation.Plan,
        [BuiltinOperator.ReluN1To1] = Activation.Plan,
        [BuiltinOperator.Reshape] = Reshape.Plan,
        [BuiltinOperator.Softmax] = Softmax.Plan,
        [BuiltinOperator.Squeeze] = Reshape.Plan,
        [BuiltinOperator.Sub] = Sub.Plan,
        [BuiltinOperator.Tanh] = Activation.Plan,
    };

    /// <summary>The supported operators.</summary>
    public static IReadOnlyCollection<BuiltinOperator> Supported => Planners.Keys;

    /// <exception cref="UnsupportedModelException">The operator is not supported.</exception>
    public static Step Plan(Operator source, OperatorContext context) =>
        Planners.TryGetValue(source.Code, out var plan) ? plan(context) : throw context.Unsupported("this operator");
}
