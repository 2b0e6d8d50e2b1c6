using FlowerModel.Runtime.Inference.Kernels.Reference;
using FlowerModel.Runtime.Inference.Plan;
using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Inference.Ops;

/// <summary>QUANTIZE: real numbers to 8-bit ones, or 8-bit ones to those of another scale.</summary>
internal static class Quantize
{
    public static Step Plan(OperatorContext context)
    {
        var (input, output) = (context.Input(0), context.Output);
        context.RequireSameCount(input, output);
        if (output.Type is not (TensorType.Int8 or TensorType.UInt8)) throw context.Unsupported($"{output}");
        var to = context.PerTensor(output);
        var zero = (int)to.ZeroPoint;
        switch (input.Type)
        {
            case TensorType.Float32 when output.Type == TensorType.Int8:
                return context.Step([input], state =>
                    AffineQuantisation.Quantise(state.Read<float>(input), to.Scale, zero, state.Write<sbyte>(output)));
            case TensorType.Float32:
                return context.Step([input], state =>
                    AffineQuantisation.Quantise(state.Read<float>(input), to.Scale, zero, state.Write<byte>(output)));
            case TensorType.Int8 or TensorType.UInt8:
                var from = context.PerTensor(input);
                var (lowest, highest) = output.Type == TensorType.Int8 ? (-128, 127) : (0, 255);
                var rule = ByteTable.Requantise((double)from.Scale / to.Scale, (int)from.ZeroPoint, zero, lowest, highest);
                var table = ByteTable.Create(input.Type == TensorType.Int8, rule);
                return context.Step([input], state => ByteTable.Run(state.Read<byte>(input), table, state.Write<byte>(output)));
            default:
                throw context.Unsupported($"{input}");
        }
    }
}
