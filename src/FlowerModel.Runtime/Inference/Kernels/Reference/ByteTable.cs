using FlowerModel.Runtime.Inference.Kernels.Arithmetic;

namespace FlowerModel.Runtime.Inference.Kernels.Reference;

/// <summary>Operators that map one stored byte to one other: a table of 256 results, by the bits of the byte.</summary>
internal static class ByteTable
{
    /// <summary>Looks each byte up.</summary>
    public static void Run(ReadOnlySpan<byte> input, byte[] table, Span<byte> output)
    {
        output = output[..input.Length];
        for (var i = 0; i < input.Length; i++) output[i] = table[input[i]];
    }

    /// <summary>Tabulates a rule from stored integer to stored integer.</summary>
    /// <param name="signed">True where the input is int8.</param>
    /// <param name="rule">The rule; its result's low eight bits are stored.</param>
    public static byte[] Create(bool signed, Func<int, int> rule)
    {
        var table = new byte[256];
        for (var i = 0; i < table.Length; i++) table[i] = unchecked((byte)rule(signed ? (sbyte)i : i));
        return table;
    }

    /// <summary>The rule that brings stored integers to another scale by a fixed-point factor.</summary>
    public static Func<int, int> Requantize(double factor, int inputZeroPoint, int outputZeroPoint, int minimum, int maximum)
    {
        var multiplier = new QuantizedMultiplier(factor);
        return stored => (int)Math.Clamp((long)multiplier.Apply(stored - inputZeroPoint) + outputZeroPoint, minimum, maximum);
    }
}
