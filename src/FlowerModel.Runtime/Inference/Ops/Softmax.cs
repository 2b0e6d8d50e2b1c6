using FlowerModel.Runtime.Inference.Kernels.Reference;
using FlowerModel.Runtime.Inference.Steps;
using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Inference.Ops;

/// <summary>SOFTMAX along the last dimension. Stored logits become stored probabilities with the output's scale.</summary>
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
                var softmax = new QuantizedSoftmax(from.Scale, beta, (to.Scale, (int)to.ZeroPoint), input.IsUnsigned);
                return context.Step([input], state => softmax.Run(state.Read<sbyte>(input), classes, state.Write<sbyte>(output)));
            default:
                throw context.Unsupported($"{input}");
        }
    }
}
