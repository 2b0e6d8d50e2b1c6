using FlowerModel.Runtime.Inference.Kernels.Arithmetic;
using FlowerModel.Runtime.Inference.Kernels.Hybrid;
using FlowerModel.Runtime.Inference.Steps;
using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Inference.Ops;

/// <summary>FULLY_CONNECTED: input, kernel (outputs x inputs), optional bias. All dimensions but the last count as rows.</summary>
internal static class FullyConnected
{
    public static Step Plan(OperatorContext context)
    {
        var options = context.Options<FullyConnectedOptions>();
        var (input, kernel, output) = (context.Input(0), context.Input(1), context.Output);
        context.RequireSameType(input, output);
        if (options.WeightsFormat != 0) throw context.Unsupported("shuffled weights");
        if (kernel.Shape is not [> 0 and var outputs, > 0 and var inputs]) throw context.Damaged($"{kernel} must have two dimensions, each at least 1");
        if (input.Count % inputs != 0) throw context.Damaged($"the number of elements of {input} is not a multiple of {inputs}");
        var rows = input.Count / inputs;
        if ((long)rows * outputs != output.Count) throw context.Damaged($"{output} does not have {rows} rows of {outputs} elements");

        var activation = context.RangeOf(options.Activation);
        if (input.Type == TensorType.Float32)
        {
            var hybrid = new HybridRule(rows, options.AsymmetricQuantizeInputs);
            return FloatLayer.Plan(
                context, input, kernel, 0, activation, hybrid, (weights, bias, limits) => context.Floats.FullyConnected(rows, weights, bias, limits));
        }

        var requantization = QuantizedLayer.Requantize(
            context, input, kernel, output, channelDimension: 0, Halves.Up, activation);
        var bias = context.IntegerBias(2, outputs);
        return context.Step(input, context.Integers.FullyConnected(rows, kernel.Constant, bias, requantization));
    }
}
