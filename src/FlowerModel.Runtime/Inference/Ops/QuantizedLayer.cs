using FlowerModel.Runtime.Inference.Kernels.Abstractions;
using FlowerModel.Runtime.Inference.Kernels.Arithmetic;
using FlowerModel.Runtime.Inference.Steps;
using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Inference.Ops;

/// <summary>Checks the scales of int8 and uint8 layers with weights and computes their requantization.</summary>
internal static class QuantizedLayer
{
    /// <param name="context">The operator.</param>
    /// <param name="input">int8 with one scale.</param>
    /// <param name="kernel">Constant int8 with zero point 0 and one scale or one per output channel, or constant uint8 with one scale.</param>
    /// <param name="output">int8 with one scale.</param>
    /// <param name="channelDimension">The kernel's dimension of output channels.</param>
    /// <param name="halves">How TFLite's kernel for this operator rounds halves.</param>
    /// <param name="activation">The fused activation.</param>
    public static Requantization Requantize(
        OperatorContext context,
        Value input,
        Value kernel,
        Value output,
        int channelDimension,
        Halves halves,
        ActivationRange activation)
    {
        if (input.Type != TensorType.Int8) throw context.Unsupported($"{input}");
        if (kernel.Type != TensorType.Int8 || !kernel.IsConstant) throw context.Unsupported($"{kernel} as the kernel");
        var (from, to) = (context.PerTensor(input), context.PerTensor(output));
        var scales = context.KernelScales(kernel, channelDimension);
        // TFLite multiplies in floats in uint8 layers and if a fully connected layer has a single kernel scale, and in doubles in all other cases.
        var isFloat = kernel.IsUnsigned || (context.Code == BuiltinOperator.FullyConnected && kernel.Quantization is { IsPerChannel: false });
        var multipliers = new QuantizedMultiplier[scales.Length];
        for (var c = 0; c < multipliers.Length; c++)
        {
            var product = isFloat ? from.Scale * scales[c] : (double)from.Scale * scales[c];
            multipliers[c] = new QuantizedMultiplier(product / to.Scale);
        }

        var (minimum, maximum) = activation.Quantized(to);
        var kernelZeroPoint = kernel.IsUnsigned ? (int)context.PerTensor(kernel).ZeroPoint : 0;
        return new Requantization((int)from.ZeroPoint, kernelZeroPoint, multipliers, halves, (int)to.ZeroPoint, minimum, maximum);
    }
}
