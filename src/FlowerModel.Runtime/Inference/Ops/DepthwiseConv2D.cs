using FlowerModel.Runtime.Inference.Kernels.Arithmetic;
using FlowerModel.Runtime.Inference.Kernels.Hybrid;
using FlowerModel.Runtime.Inference.Steps;
using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Inference.Ops;

/// <summary>DEPTHWISE_CONV_2D: input, kernel 1HWC, optional bias.</summary>
internal static class DepthwiseConv2D
{
    public static Step Plan(OperatorContext context)
    {
        var options = context.Options<DepthwiseConv2DOptions>();
        var (input, kernel, output) = (context.Input(0), context.Input(1), context.Output);
        context.RequireSameType(input, output);
        var (one, height, width, outputs) = context.NhwcOf(kernel);
        var window = context.WindowOf(
            input,
            output,
            options.Padding,
            (height, width),
            (options.StrideHeight, options.StrideWidth),
            (options.DilationHeight, options.DilationWidth));
        var inputs = window.Input.Channels;
        if (one != 1 || window.Output.Channels != outputs || inputs == 0 || outputs % inputs != 0)
            throw context.Damaged($"the numbers of channels of {input}, {kernel} and {output} do not match");

        var activation = context.RangeOf(options.Activation);
        if (input.Type == TensorType.Float32)
        {
            var hybrid = new HybridRule(window.Input.Batch, HasZeroPoint: true, TakesInputScaleFirst: true);
            return FloatLayer.Plan(
                context, input, kernel, 3, activation, hybrid, (weights, bias, limits) => context.Floats.DepthwiseConvolution(window, weights, bias, limits));
        }

        var requantization = QuantizedLayer.Requantize(
            context, input, kernel, output, channelDimension: 3, Halves.AwayFromZero, activation);
        var bias = context.IntegerBias(2, outputs);
        return context.Step(input, context.Integers.DepthwiseConvolution(window, kernel.Constant, bias, requantization));
    }
}
