using FlowerModel.Runtime.Inference.Kernels.Arithmetic;
using FlowerModel.Runtime.Inference.Kernels.Reference;
using FlowerModel.Runtime.Inference.Steps;
using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Inference.Ops;

/// <summary>HARD_SWISH. For int8 it is a table of 256 results, computed by TFLite's fixed-point rule.</summary>
internal static class HardSwish
{
    public static Step Plan(OperatorContext context)
    {
        var (input, output) = (context.Input(0), context.Output);
        context.RequireSameType(input, output);
        context.RequireSameCount(input, output);
        switch (input.Type)
        {
            case TensorType.Float32:
                var kernels = context.Floats;
                return context.Step([input], state => kernels.HardSwish(state.Read<float>(input), state.Write<float>(output)));
            case TensorType.Int8:
                var (from, to) = (context.PerTensor(input), context.PerTensor(output));
                if (!QuantizedHardSwish.Supports(from.Scale, to.Scale)) throw context.Unsupported($"{output}, whose scale is too small for that of {input}");
                var rule = new QuantizedHardSwish((from.Scale, (int)from.ZeroPoint), (to.Scale, (int)to.ZeroPoint));
                var table = ByteTable.Create(signed: true, rule.Apply);
                return context.Step([input], state => ByteTable.Run(state.Read<byte>(input), table, state.Write<byte>(output)));
            default:
                throw context.Unsupported($"{input}");
        }
    }
}
