using FlowerModel.Runtime.Inference.Kernels.Reference;
using FlowerModel.Runtime.Inference.Steps;
using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Inference.Ops;

/// <summary>AVERAGE_POOL_2D and MAX_POOL_2D. Input and output of int8 pooling must have the same scale, as the specification requires.</summary>
internal static class Pool2D
{
    public static Step Plan(OperatorContext context)
    {
        var options = context.Options<Pool2DOptions>();
        var (input, output) = (context.Input(0), context.Output);
        context.RequireSameType(input, output);
        var window = context.WindowOf(
            input,
            output,
            options.Padding,
            (options.FilterHeight, options.FilterWidth),
            (options.StrideHeight, options.StrideWidth),
            (1, 1));
        if (window.Input.Channels != window.Output.Channels) throw context.Damaged($"{input} and {output} must have the same number of channels");
        var activation = context.RangeOf(options.Activation);
        var average = context.Code == BuiltinOperator.AveragePool2D;
        switch (input.Type)
        {
            case TensorType.Float32 when average:
                return context.Step([input], state =>
                    Pooling.Average(window, state.Read<float>(input), activation, state.Write<float>(output)));
            case TensorType.Float32:
                return context.Step([input], state => Pooling.Maximum(
                    window, state.Read<float>(input), activation.Minimum, activation.Maximum, state.Write<float>(output)));
            case TensorType.Int8:
                var (from, to) = (context.PerTensor(input), context.PerTensor(output));
                if (from.Scale != to.Scale || from.ZeroPoint != to.ZeroPoint)
                    throw context.Unsupported($"different scales in {input} and {output}");
                var (minimum, maximum) = activation.Quantized(to);
                return average
                    ? context.Step([input], state =>
                        Pooling.Average(window, state.Read<sbyte>(input), input.IsUnsigned, (minimum, maximum), state.Write<sbyte>(output)))
                    : context.Step([input], state => Pooling.Maximum(
                        window, state.Read<sbyte>(input), (sbyte)minimum, (sbyte)maximum, state.Write<sbyte>(output)));
            default:
                throw context.Unsupported($"{input}");
        }
    }
}
