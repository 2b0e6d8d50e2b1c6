using FlowerModel.Runtime.Inference.Steps;
using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Inference.Ops;

/// <summary>SUB of two tensors, with broadcasting: the normalization that some models start with.</summary>
internal static class Sub
{
    public static Step Plan(OperatorContext context)
    {
        var (first, second, output) = (context.Input(0), context.Input(1), context.Output);
        context.RequireSameType(first, output);
        context.RequireSameType(second, output);
        var broadcast = new Broadcast(context, first, second, output);
        var activation = context.RangeOf(context.Options<SubOptions>().Activation);
        switch (output.Type)
        {
            case TensorType.Float32:
                return context.Step([first, second], state => broadcast.Run(
                    state.Read<float>(first), state.Read<float>(second), (a, b) => activation.Apply(a - b), state.Write<float>(output)));
            case TensorType.Int8:
                var rule = Add.Rule(context, first, second, activation);
                return context.Step([first, second], state => broadcast.Run(
                    state.Read<sbyte>(first), state.Read<sbyte>(second), rule.StoreDifference, state.Write<sbyte>(output)));
            default:
                throw context.Unsupported($"{output}");
        }
    }
}
