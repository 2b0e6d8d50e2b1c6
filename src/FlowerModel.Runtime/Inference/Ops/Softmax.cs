using FlowerModel.Runtime.Inference.Kernels.Reference;
using FlowerModel.Runtime.Inference.Steps;
using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Inference.Ops;

/// <summary>SOFTMAX along the last dimension. int8 logits are dequantized, and the probabilities are quantized with the output's scale.</summary>
internal static class Softmax
{
    public static Step Plan(OperatorContext context)
    {
        var beta = context.Options<SoftmaxOptions>().Beta;
        var (input, output) = (context.Input(0), context.Output);
        context.RequireSameType(input, output);
        context.RequireSameCount(input, output);
        if (input.Shape is not [.., > 0 and var classes]) throw context.Damaged($"{input} must have a last dimension of at least 1");
        switch (input.Type)
        {
            case TensorType.Float32:
                return context.Step([input], state =>
                    SoftmaxKernel.Run(state.Read<float>(input), classes, beta, state.Write<float>(output)));
            case TensorType.Int8:
                var (from, to) = (context.PerTensor(input), context.PerTensor(output));
                var kernels = context.Integers;
                var scratch = Value.Scratch(checked(input.Count * sizeof(float)));
                return context.Step(
                    [input],
                    state =>
                    {
                        var logits = state.Write<float>(scratch);
                        AffineQuantization.Dequantize(state.Read<sbyte>(input), from.Scale, (int)from.ZeroPoint, logits);
                        SoftmaxKernel.Run(logits, classes, beta, logits);
                        kernels.Quantize(logits, to.Scale, (int)to.ZeroPoint, sbyte.MinValue, state.Write<byte>(output));
                    },
                    scratch);
            default:
                throw context.Unsupported($"{input}");
        }
    }
}
