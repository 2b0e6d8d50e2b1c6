using FlowerModel.Runtime.Inference.Kernels.Arithmetic;
using FlowerModel.Runtime.Inference.Steps;
using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Inference.Ops;

/// <summary>MUL of two tensors, with broadcasting.</summary>
internal static class Mul
{
    public static Step Plan(OperatorContext context)
    {
        var (first, second, output) = (context.Input(0), context.Input(1), context.Output);
        context.RequireSameType(first, output);
        context.RequireSameType(second, output);
        var broadcast = new Broadcast(context, first, second, output);
        var activation = context.RangeOf(context.Options<MulOptions>().Activation);
        switch (output.Type)
        {
            case TensorType.Float32 when broadcast.RepeatsSecond || broadcast.RepeatsFirst:
                var kernels = context.Floats;
                var (whole, factors) = broadcast.RepeatsSecond ? (first, second) : (second, first);
                return context.Step([first, second], state =>
                    kernels.Multiply(state.Read<float>(whole), state.Read<float>(factors), state.Write<float>(output), activation));
            case TensorType.Float32:
                return context.Step([first, second], state => broadcast.Run(
                    state.Read<float>(first), state.Read<float>(second), (a, b) => activation.Apply(a * b), state.Write<float>(output)));
            case TensorType.Int8:
                var (one, two, product) = (context.PerTensor(first), context.PerTensor(second), context.PerTensor(output));
                var rule = QuantizedProduct.Rule(
                    (one.Scale, (int)one.ZeroPoint),
                    (two.Scale, (int)two.ZeroPoint),
                    (product.Scale, (int)product.ZeroPoint),
                    activation.Quantized(product));
                return context.Step([first, second], state =>
                    broadcast.Run(state.Read<sbyte>(first), state.Read<sbyte>(second), rule, state.Write<sbyte>(output)));
            default:
                throw context.Unsupported($"{output}");
        }
    }
}
