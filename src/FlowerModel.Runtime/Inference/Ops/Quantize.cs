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
                var table = Tabulate(context.PerTensor(input), input.Type, to, output.Type);
                return context.Step([input], state =>
                {
                    var from = state.Read<byte>(input);
                    var stored = state.Write<byte>(output);
                    for (var i = 0; i < from.Length; i++) stored[i] = table[from[i]];
                });
            default:
                throw context.Unsupported($"{input}");
        }
    }

    /// <summary>The result for each of the 256 bytes, by TFLite's fixed-point requantisation.</summary>
    private static byte[] Tabulate(Quantization from, TensorType fromType, Quantization to, TensorType toType)
    {
        var factor = new QuantisedMultiplier((double)from.Scale / to.Scale);
        var (lowest, highest) = toType == TensorType.Int8 ? ((int)sbyte.MinValue, (int)sbyte.MaxValue) : (0, 255);
        var table = new byte[256];
        for (var i = 0; i < table.Length; i++)
        {
            var stored = fromType == TensorType.Int8 ? (sbyte)i : i;
            var requantised = (long)factor.Apply(stored - (int)from.ZeroPoint) + to.ZeroPoint;
            table[i] = unchecked((byte)Math.Clamp(requantised, lowest, highest));
        }

        return table;
    }
}
