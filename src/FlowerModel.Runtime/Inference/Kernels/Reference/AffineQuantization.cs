namespace FlowerModel.Runtime.Inference.Kernels.Reference;

/// <summary>QUANTIZE and DEQUANTIZE: <c>real = scale * (stored - zeroPoint)</c>, halves rounded away from zero.</summary>
internal static class AffineQuantization
{
    /// <summary>
    /// Converts a real number to a stored integer within limits. It divides in double precision, as TensorFlow Lite's own kernel does: with
    /// the usual scale of 2/255, image samples lie at halves of a step, and a float quotient would be rounded to the half before the half
    /// itself is rounded.
    /// </summary>
    public static int Store(float real, float scale, int zeroPoint, int lowest, int highest)
    {
        var stored = Math.Round(real / (double)scale, MidpointRounding.AwayFromZero) + zeroPoint;
        return double.IsNaN(stored) ? zeroPoint : (int)Math.Clamp(stored, lowest, highest);
    }

    /// <summary>Converts signed bytes to real numbers.</summary>
    public static void Dequantize(ReadOnlySpan<sbyte> stored, float scale, int zeroPoint, Span<float> real)
    {
        for (var i = 0; i < stored.Length; i++) real[i] = (stored[i] - zeroPoint) * scale;
    }

    /// <summary>Converts unsigned bytes to real numbers.</summary>
    public static void Dequantize(ReadOnlySpan<byte> stored, float scale, int zeroPoint, Span<float> real)
    {
        for (var i = 0; i < stored.Length; i++) real[i] = (stored[i] - zeroPoint) * scale;
    }
}
