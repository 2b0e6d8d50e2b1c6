namespace System;

/// <summary>A number of 16 bits (.NET 5).</summary>
[Microsoft.CodeAnalysis.Embedded]
internal readonly struct Half
{
#pragma warning disable CS0649 // Read from memory.
    private readonly ushort bits;
#pragma warning restore CS0649

    public static explicit operator float(Half value)
    {
        var sign = (value.bits & 0x8000) << 16;
        var exponent = (value.bits >> 10) & 31;
        var fraction = value.bits & 0x3FF;
        if (exponent == 31) return BitConverter.Int32BitsToSingle(sign | 0x7F800000 | (fraction << 13));
        if (exponent > 0) return BitConverter.Int32BitsToSingle(sign | ((exponent + 112) << 23) | (fraction << 13));
        // Subnormal: a multiple of 2^-24, which a float holds exactly.
        var magnitude = BitConverter.SingleToInt32Bits(fraction * (1f / 16777216));
        return BitConverter.Int32BitsToSingle(sign | magnitude);
    }
}
