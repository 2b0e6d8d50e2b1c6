using FlowerModel.Runtime.Inference.Kernels.Reference;
using FlowerModel.Runtime.Inference.Steps;
using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Inference.Ops;

/// <summary>PAD with real zeros: 0 for float32, the zero point for int8.</summary>
internal static class Pad
{
    public static Step Plan(OperatorContext context)
    {
        var (input, output) = (context.Input(0), context.Output);
        context.RequireSameType(input, output);
        var rank = input.Shape.Length;
        if (rank > Strided.Rank) throw context.Unsupported($"tensors with more than {Strided.Rank} dimensions, such as {input}");
        var amounts = context.Int32Constant(context.Input(1));
        if (amounts.Length != 2 * rank || output.Shape.Length != rank) throw context.Damaged("it must have two padding amounts per dimension");
        var before = new int[Strided.Rank];
        for (var d = 0; d < rank; d++)
        {
            var (first, last) = (amounts[2 * d], amounts[(2 * d) + 1]);
            if (first < 0 || last < 0 || (long)input.Shape[d] + first + last != output.Shape[d])
                throw context.Damaged($"{output} is not {input} padded by {first} and {last} along dimension {d}");
            before[Strided.Rank - rank + d] = first;
        }

        var (from, to) = (Strided.Extend(input.Shape), Strided.Extend(output.Shape));
        switch (input.Type)
        {
            case TensorType.Float32:
                return context.Step([input], state =>
                    Movement.Pad(state.Read<float>(input), from, before, to, 0f, state.Write<float>(output)));
            case TensorType.Int8:
                var zero = (sbyte)context.PerTensor(output).ZeroPoint;
                return context.Step([input], state =>
                    Movement.Pad(state.Read<sbyte>(input), from, before, to, zero, state.Write<sbyte>(output)));
            default:
                throw context.Unsupported($"{input}");
        }
    }
}
