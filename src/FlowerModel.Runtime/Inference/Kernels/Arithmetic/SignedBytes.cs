using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Inference.Kernels.Arithmetic;

/// <summary>
/// Converts between uint8 and int8 elements, whose stored values differ by 128. The real values are the same if the zero points differ by 128, too.
/// </summary>
internal static class SignedBytes
{
    /// <summary>The stored value of uint8 minus that of int8.</summary>
    public const int Offset = 128;

    private const byte SignBit = 0x80;

    /// <summary>Returns the int8 elements of a constant with uint8 elements.</summary>
    public static ReadOnlyMemory<byte> Convert(ReadOnlyMemory<byte> elements)
    {
        var converted = elements.ToArray();
        Flip(converted);
        return converted;
    }

    /// <summary>Converts uint8 elements to int8 elements in place, or the reverse.</summary>
    public static void Flip(Span<byte> elements)
    {
        foreach (ref var element in elements) element ^= SignBit;
    }

    /// <summary>Returns the quantization of int8 elements that have the real values of uint8 elements.</summary>
    public static Quantization Convert(Quantization quantization) =>
        new(quantization.Scales, [.. quantization.ZeroPoints.Select(zero => zero - Offset)], quantization.Dimension);
}
