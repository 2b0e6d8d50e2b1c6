using FlowerModel.Runtime.Inference.Kernels.Abstractions;
using FlowerModel.Runtime.Inference.Kernels.Reference;
using FlowerModel.Runtime.Inference.Steps;
using FlowerModel.Runtime.Numerics;
using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Inference.Ops;

/// <summary>
/// RELU, RELU6, RELU_N1_TO_1, LOGISTIC and TANH as separate operators. For int8 they are a table of 256 results; as in TFLite, the
/// first three are requantized in fixed point and the others are computed in floats.
/// </summary>
internal static class Activation
{
    public static Step Plan(OperatorContext context)
    {
        var (input, output) = (context.Input(0), context.Output);
        context.RequireSameType(input, output);
        context.RequireSameCount(input, output);
        ActivationRange? range = context.Code switch
        {
            BuiltinOperator.Relu => context.RangeOf(FusedActivation.Relu),
            BuiltinOperator.Relu6 => context.RangeOf(FusedActivation.Relu6),
            BuiltinOperator.ReluN1To1 => context.RangeOf(FusedActivation.ReluN1To1),
            _ => null,
        };
        Func<float, float> rule = context.Code switch
        {
            BuiltinOperator.Logistic => Logistic,
            BuiltinOperator.Tanh => ElementaryFunctions.Tanh,
            _ => range is { } limits ? limits.Apply : throw context.Unsupported("this operator"),
        };
        switch (input.Type)
        {
            case TensorType.Float32 when context.Code == BuiltinOperator.Logistic:
                return context.Step([input], state => VectorLogistic.Run(state.Read<float>(input), state.Write<float>(output)));
            case TensorType.Float32:
                return context.Step([input], state =>
                {
                    var from = state.Read<float>(input);
                    var to = state.Write<float>(output);
                    for (var i = 0; i < from.Length; i++) to[i] = rule(from[i]);
                });
            case TensorType.Int8:
                var table = ByteTable.Create(signed: true, StoredRule(context.PerTensor(input), context.PerTensor(output), rule, range));
                return context.Step([input], state => ByteTable.Run(state.Read<byte>(input), table, state.Write<byte>(output)));
            default:
                throw context.Unsupported($"{input}");
        }
    }

    private static float Logistic(float value) => 1 / (1 + ElementaryFunctions.Exp(-value));

    private static Func<int, int> StoredRule(Quantization from, Quantization to, Func<float, float> rule, ActivationRange? range)
    {
        if (range is { } limits)
        {
            var (minimum, maximum) = limits.Quantized(to);
            return ByteTable.Requantize(from.Scale / to.Scale, (int)from.ZeroPoint, (int)to.ZeroPoint, minimum, maximum);
        }

        return stored => AffineQuantization.Store(
            rule((stored - from.ZeroPoint) * from.Scale), to.Scale, (int)to.ZeroPoint, sbyte.MinValue, sbyte.MaxValue);
    }
}
