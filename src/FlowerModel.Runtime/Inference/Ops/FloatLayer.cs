using System.Runtime.InteropServices;
using FlowerModel.Runtime.Inference.Kernels.Abstractions;
using FlowerModel.Runtime.Inference.Kernels.Hybrid;
using FlowerModel.Runtime.Inference.Steps;
using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Inference.Ops;

/// <summary>Plans layers with weights and a float input: with a float kernel, or with an int8 kernel ("hybrid").</summary>
internal static class FloatLayer
{
    /// <summary>Prepares a layer from its kernel, bias and activation.</summary>
    public delegate PreparedLayer<float> Preparation(float[] kernel, float[] bias, ActivationRange activation);

    /// <param name="context">The operator.</param>
    /// <param name="input">float32.</param>
    /// <param name="kernel">A constant: float32, float16, or int8 with one scale or one per output channel.</param>
    /// <param name="channelDimension">The kernel's dimension of output channels.</param>
    /// <param name="activation">The fused activation.</param>
    /// <param name="hybrid">How the operator handles an int8 kernel.</param>
    /// <param name="prepare">Creates the layer.</param>
    public static Step Plan(
        OperatorContext context,
        Value input,
        Value kernel,
        int channelDimension,
        ActivationRange activation,
        HybridRule hybrid,
        Preparation prepare)
    {
        var channels = kernel.Shape[channelDimension];
        var bias = context.FloatBias(2, channels);
        if (kernel.Type != TensorType.Int8) return context.Step(input, prepare(context.FloatConstant(kernel), bias, activation));

        if (kernel.IsUnsigned) throw context.Unsupported($"{kernel} together with {input}");
        context.RequireConstantWeights(kernel);
        var scaling = new HybridScaling(hybrid, context.KernelScales(kernel, channelDimension), bias, activation);
        return context.Step(input, prepare(Integers(kernel), new float[channels], ActivationRange.None), scaling);
    }

    private static float[] Integers(Value kernel)
    {
        var stored = MemoryMarshal.Cast<byte, sbyte>(kernel.Constant.Span);
        var floats = new float[stored.Length];
        for (var i = 0; i < floats.Length; i++) floats[i] = stored[i];
        return floats;
    }
}
