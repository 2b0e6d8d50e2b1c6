using FlowerModel.Runtime.Inference.Kernels.Reference;
using FlowerModel.Runtime.Inference.Plan;
using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Inference.Ops;

/// <summary>What the int8 layers with weights have in common: checking their scales and working out the requantisation.</summary>
internal static class QuantisedLayer
{
    /// <param name="context">The operator.</param>
    /// <param name="input">int8, one scale.</param>
    /// <param name="kernel">Constant int8, zero point 0, one scale or one for each output channel.</param>
    /// <param name="output">int8, one scale.</param>
    /// <param name="channelDimension">The kernel's dimension of output channels.</param>
    /// <param name="halves">How the operator's kernel in TFLite rounds.</param>
    /// <param name="activation">The fused activation.</param>
    public static Requantisation Requantise(
        OperatorContext context,
        Value input,
        Value kernel,
        Value output,
        int channelDimension,
        Halves halves,
        ActivationRange activation)
    {
        if (input.Type != TensorType.Int8) throw context.Unsupported($"{input}");
        if (kernel.Type != TensorType.Int8 || !kernel.IsConstant) throw context.Unsupported($"{kernel} as kernel");
        var (from, to) = (context.PerTensor(input), context.PerTensor(output));
        if (kernel.Quantization is not { } scales) throw context.Damaged($"{kernel} needs scales");
        if (scales.ZeroPoints.Any(zero => zero != 0)) throw context.Unsupported($"{kernel} with zero points other than 0");
        var channels = kernel.Shape[channelDimension];
        if (scales.IsPerChannel && (scales.Scales.Count != channels || scales.Dimension != channelDimension))
            throw context.Damaged($"the scales of {kernel} must go along dimension {channelDimension}");

        var multipliers = new QuantisedMultiplier[channels];
        for (var c = 0; c < channels; c++)
        {
            // TFLite multiplies in floats where a fully connected layer has one scale, and in doubles in all other cases.
            var product = context.Code == BuiltinOperator.FullyConnected && !scales.IsPerChannel
                ? from.Scale * scales.Scale
                : (double)from.Scale * scales.Scales[scales.IsPerChannel ? c : 0];
            multipliers[c] = new QuantisedMultiplier(product / to.Scale);
        }

        var (minimum, maximum) = activation.Quantised(to);
        return new Requantisation((int)from.ZeroPoint, multipliers, halves, (int)to.ZeroPoint, minimum, maximum);
    }
}
