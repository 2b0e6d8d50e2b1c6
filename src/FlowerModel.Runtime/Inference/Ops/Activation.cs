using FlowerModel.Runtime.Inference.Kernels.Reference;
using FlowerModel.Runtime.Inference.Plan;
using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Inference.Ops;

/// <summary>RELU, RELU6, RELU_N1_TO_1, LOGISTIC and TANH as operators of their own. int8 ones are a table of 256 results.</summary>
internal static class Activation
{
    public static Step Plan(OperatorContext context)
    {
        var (input, output) = (context.Input(0), context.Output);
        context.RequireSameType(input, output);
        context.RequireSameCount(input, output);
        Func<float, float> rule = context.Code switch
        {
            BuiltinOperator.Relu => ActivationRange.Of(FusedActivation.Relu, context).Apply,
            BuiltinOperator.Relu6 => ActivationRange.Of(FusedActivation.Relu6, context).Apply,
            BuiltinOperator.ReluN1To1 => ActivationRange.Of(FusedActivation.ReluN1To1, context).Apply,
            BuiltinOperator.Logistic => Logistic,
            BuiltinOperator.Tanh => MathF.Tanh,
            _ => throw context.Unsupported("this operator"),
        };
        switch (input.Type)
        {
            case TensorType.Float32:
                return context.Step([input], state =>
                {
                    var from = state.Read<float>(input);
                    var to = state.Write<float>(output);
                    for (var i = 0; i < from.Length; i++) to[i] = rule(from[i]);
                });
            case TensorType.Int8:
                var table = Tabulate(context.PerTensor(input), context.PerTensor(output), rule);
                return context.Step([input], state =>
                {
                    var from = state.Read<sbyte>(input);
                    var to = state.Write<sbyte>(output);
                    for (var i = 0; i < from.Length; i++) to[i] = table[from[i] - sbyte.MinValue];
                });
            default:
                throw context.Unsupported($"{input}");
        }
    }

    private static float Logistic(float value) => 1 / (1 + MathF.Exp(-value));

    private static sbyte[] Tabulate(Quantization from, Quantization to, Func<float, float> rule)
    {
        var table = new sbyte[256];
        for (var stored = sbyte.MinValue; ; stored++)
        {
            var real = rule((stored - from.ZeroPoint) * from.Scale);
            table[stored - sbyte.MinValue] =
                (sbyte)AffineQuantisation.Store(real, to.Scale, (int)to.ZeroPoint, sbyte.MinValue, sbyte.MaxValue);
            if (stored == sbyte.MaxValue) return table;
        }
    }
}
