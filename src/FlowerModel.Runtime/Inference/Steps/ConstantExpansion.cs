using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Inference.Steps;

/// <summary>Converts constants of narrow types to floats when a model is loaded.</summary>
internal static class ConstantExpansion
{
    /// <summary>Returns the constant's real values, or null if its type is not supported here.</summary>
    /// <exception cref="TfliteFormatException">The number of scales does not match the shape.</exception>
    public static float[]? ToFloats(Value value) => value.Type switch
    {
        TensorType.Float32 => MemoryMarshal.Cast<byte, float>(value.Constant.Span).ToArray(),
        TensorType.Float16 => Widen(MemoryMarshal.Cast<byte, Half>(value.Constant.Span)),
        TensorType.Int8 when value.Quantization is { } quantization => Dequantize(value, quantization),
        _ => null,
    };

    private static float[] Widen(ReadOnlySpan<Half> halves)
    {
        var floats = new float[halves.Length];
        for (var i = 0; i < floats.Length; i++) floats[i] = (float)halves[i];
        return floats;
    }

    private static float[] Dequantize(Value value, Quantization quantization)
    {
        var channels = quantization.Scales.Count;
        var inner = value.Count;
        if (quantization.IsPerChannel)
        {
            var dimensions = value.Shape.Length;
            if (quantization.Dimension < 0 || quantization.Dimension >= dimensions || value.Shape[quantization.Dimension] != channels)
                throw new TfliteFormatException($"{value} has {channels} scales, which do not match its shape");
            inner = 1;
            foreach (var dimension in value.Shape.AsSpan(quantization.Dimension + 1)) inner *= dimension;
        }

        var stored = MemoryMarshal.Cast<byte, sbyte>(value.Constant.Span);
        var floats = new float[stored.Length];
        for (var (start, channel) = (0, 0); start < floats.Length; start += inner, channel = (channel + 1) % channels)
        {
            var (scale, zeroPoint) = (quantization.Scales[channel], quantization.ZeroPoints[channel]);
            Scale(stored.Slice(start, inner), scale, zeroPoint, floats.AsSpan(start, inner));
        }

        return floats;
    }

    // Runs once per weight while a model is loaded, so it is compiled with full optimization from the start.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Scale(ReadOnlySpan<sbyte> stored, float scale, long zeroPoint, Span<float> real)
    {
        for (var i = 0; i < stored.Length; i++) real[i] = (stored[i] - zeroPoint) * scale;
    }
}
