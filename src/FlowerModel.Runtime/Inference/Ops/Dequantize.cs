using FlowerModel.Runtime.Inference.Kernels.Reference;
using FlowerModel.Runtime.Inference.Steps;
using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Inference.Ops;

/// <summary>DEQUANTIZE of values that are computed when the model runs. Constants are dequantized during planning.</summary>
internal static class Dequantize
{
    public static Step Plan(OperatorContext context)
    {
        var (input, output) = (context.Input(0), context.Output);
        context.RequireSameCount(input, output);
        if (output.Type != TensorType.Float32) throw context.Unsupported($"{output}");
        switch (input.Type)
        {
            case TensorType.Int8:
                var signed = context.PerTensor(input);
                return context.Step([input], state => AffineQuantization.Dequantize(
                    state.Read<sbyte>(input), signed.Scale, (int)signed.ZeroPoint, state.Write<float>(output)));
            case TensorType.UInt8:
                var unsigned = context.PerTensor(input);
                return context.Step([input], state => AffineQuantization.Dequantize(
                    state.Read<byte>(input), unsigned.Scale, (int)unsigned.ZeroPoint, state.Write<float>(output)));
            default:
                throw context.Unsupported($"{input}");
        }
    }
}
