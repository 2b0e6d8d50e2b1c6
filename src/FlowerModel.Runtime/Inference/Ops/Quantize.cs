using FlowerModel.Runtime.Inference.Kernels.Reference;
using FlowerModel.Runtime.Inference.Steps;
using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Inference.Ops;

/// <summary>QUANTIZE: converts real numbers to 8-bit integers, or 8-bit integers to another scale.</summary>
internal static class Quantize
{
    public static Step Plan(OperatorContext context)
    {
        var (input, output) = (context.Input(0), context.Output);
        context.RequireSameCount(input, output);
        if (output.Type is not (TensorType.Int8 or TensorType.UInt8)) throw context.Unsupported($"{output}");
        var to = context.PerTensor(output);
        var zero = (int)to.ZeroPoint;
        int lowest = output.Type == TensorType.Int8 ? sbyte.MinValue : byte.MinValue;
        switch (input.Type)
        {
            case TensorType.Float32:
                var kernels = context.Integers;
                return context.Step([input], state =>
                    kernels.Quantize(state.Read<float>(input), to.Scale, zero, lowest, state.Write<byte>(output)));
            case TensorType.Int8 or TensorType.UInt8:
                var from = context.PerTensor(input);
                var rule = ByteTable.Requantize((double)from.Scale / to.Scale, (int)from.ZeroPoint, zero, lowest, lowest + byte.MaxValue);
                var table = ByteTable.Create(input.Type == TensorType.Int8, rule);
                return context.Step([input], state => ByteTable.Run(state.Read<byte>(input), table, state.Write<byte>(output)));
            default:
                throw context.Unsupported($"{input}");
        }
    }
}
