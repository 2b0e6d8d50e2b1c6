using FlowerModel.Runtime.Inference.Kernels.Arithmetic;
using FlowerModel.Runtime.Inference.Kernels.Hybrid;
using FlowerModel.Runtime.Inference.Steps;
using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Inference.Ops;

/// <summary>CONV_2D: input, kernel OHWI, optional bias.</summary>
internal static class Conv2D
{
    public static Step Plan(OperatorContext context)
    {
        var options = context.Options<Conv2DOptions>();
        var (input, kernel, output) = (context.Input(0), context.Input(1), context.Output);
        context.RequireSameType(input, output);
        var (outputs, height, width, inputs) = context.NhwcOf(kernel);
        var window = context.WindowOf(
            input,
            output,
            options.Padding,
            (height, width),
            (options.StrideHeight, options.StrideWidth),
            (options.DilationHeight, options.DilationWidth));
        if (window.Output.Channels != outputs) throw context.Damaged($"{output} must have the {outputs} channels of the kernel {kernel}");
        if (window.Input.Channels != inputs)
        {
            if (inputs > 0 && window.Input.Channels % inputs == 0) throw context.Unsupported($"grouped convolutions, which {kernel} needs");
            throw context.Damaged($"{input} must have the {inputs} channels of the kernel {kernel}");
        }

        var activation = context.RangeOf(options.Activation);
        if (input.Type == TensorType.Float32)
        {
            // With a single kernel scale TFLite uses input ranges that are symmetric about 0; with one scale per channel it uses any range.
            var hybrid = new HybridRule(window.Input.Batch, HasZeroPoint: kernel.Quantization is { IsPerChannel: true });
            return FloatLayer.Plan(
                context, input, kernel, 0, activation, hybrid, (weights, bias, limits) => context.Floats.Convolution(window, weights, bias, limits));
        }

        var requantization = QuantizedLayer.Requantize(
            context, input, kernel, output, channelDimension: 0, Halves.Up, activation);
        var bias = context.IntegerBias(2, outputs);
        return context.Step(input, context.Integers.Convolution(window, kernel.Constant, bias, requantization));
    }
}
