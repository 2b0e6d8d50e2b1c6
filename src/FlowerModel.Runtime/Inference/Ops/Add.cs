using FlowerModel.Runtime.Inference.Kernels.Abstractions;
using FlowerModel.Runtime.Inference.Kernels.Arithmetic;
using FlowerModel.Runtime.Inference.Steps;
using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Inference.Ops;

/// <summary>ADD of two tensors, with broadcasting.</summary>
internal static class Add
{
    public static Step Plan(OperatorContext context)
    {
        var (first, second, output) = (context.Input(0), context.Input(1), context.Output);
        context.RequireSameType(first, output);
        context.RequireSameType(second, output);
        var broadcast = new Broadcast(context, first, second, output);
        var activation = context.RangeOf(context.Options<AddOptions>().Activation);
        switch (output.Type)
        {
            case TensorType.Float32 when broadcast.IsElementwise:
                var kernels = context.Floats;
                return context.Step([first, second], state =>
                    kernels.Add(state.Read<float>(first), state.Read<float>(second), state.Write<float>(output), activation));
            case TensorType.Float32:
                return context.Step([first, second], state => broadcast.Run(
                    state.Read<float>(first), state.Read<float>(second), (a, b) => activation.Apply(a + b), state.Write<float>(output)));
            case TensorType.Int8:
                var rule = Rule(context, first, second, activation);
                var integers = context.Integers;
                return broadcast.IsElementwise
                    ? context.Step([first, second], state =>
                        integers.Add(state.Read<sbyte>(first), state.Read<sbyte>(second), state.Write<sbyte>(output), rule))
                    : context.Step([first, second], state =>
                        broadcast.Run(state.Read<sbyte>(first), state.Read<sbyte>(second), rule.Store, state.Write<sbyte>(output)));
            default:
                throw context.Unsupported($"{output}");
        }
    }

    /// <summary>Returns the rule for sums and differences of int8 tensors.</summary>
    public static QuantizedSum Rule(OperatorContext context, Value first, Value second, ActivationRange activation)
    {
        var (one, two, result) = (context.PerTensor(first), context.PerTensor(second), context.PerTensor(context.Output));
        return new QuantizedSum(
            (one.Scale, (int)one.ZeroPoint), (two.Scale, (int)two.ZeroPoint), (result.Scale, (int)result.ZeroPoint), activation.Quantized(result));
    }
}
