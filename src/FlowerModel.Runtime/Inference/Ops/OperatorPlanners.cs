using FlowerModel.Runtime.Inference.Steps;
using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Inference.Ops;

/// <summary>Which operators run, and the file that plans each.</summary>
internal static class OperatorPlanners
{
    /// <exception cref="UnsupportedModelException">The operator is none of these.</exception>
    public static Step Plan(Operator source, OperatorContext context) => source.Code switch
    {
        BuiltinOperator.Add => Add.Plan(context),
        BuiltinOperator.AveragePool2D or BuiltinOperator.MaxPool2D => Pool2D.Plan(context),
        BuiltinOperator.Concatenation => Concatenation.Plan(context),
        BuiltinOperator.Conv2D => Conv2D.Plan(context),
        BuiltinOperator.DepthwiseConv2D => DepthwiseConv2D.Plan(context),
        BuiltinOperator.Dequantize => Dequantize.Plan(context),
        BuiltinOperator.FullyConnected => FullyConnected.Plan(context),
        BuiltinOperator.Mean => Mean.Plan(context),
        BuiltinOperator.Mul => Mul.Plan(context),
        BuiltinOperator.Pad => Pad.Plan(context),
        BuiltinOperator.Quantize => Quantize.Plan(context),
        BuiltinOperator.Reshape or BuiltinOperator.Squeeze => Reshape.Plan(context),
        BuiltinOperator.Softmax => Softmax.Plan(context),
        BuiltinOperator.Sub => Sub.Plan(context),
        BuiltinOperator.Relu or BuiltinOperator.Relu6 or BuiltinOperator.ReluN1To1 or BuiltinOperator.Logistic or BuiltinOperator.Tanh =>
            Activation.Plan(context),
        _ => throw context.Unsupported("this operator"),
    };
}
