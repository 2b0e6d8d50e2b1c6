using FlowerModel.Runtime.Inference.Kernels.Arithmetic;

namespace FlowerModel.Runtime.Inference.Kernels.Reference;

/// <summary>Operators that map one stored byte to another, implemented as a table of 256 results that is indexed by the byte's bits.</summary>
internal static class ByteTable
{
    /// <summary>Looks up each byte.</summary>
    public static void Run(ReadOnlySpan<byte> input, byte[] table, Span<byte> output)
    {
        output = output[..input.Length];
        for (var i = 0; i < input.Length; i++) output[i] = table[input[i]];
    }

    /// <summary>Creates the table of a rule that maps stored integers to stored integers.</summary>
    /// <param name="signed">True if the input is int8, false if it is uint8.</param>
    /// <param name="rule">The rule; the low eight bits of its result are stored.</param>
    public static byte[] Create(bool signed, Func<int, int> rule)
    {
        var table = new byte[256];
        for (var i = 0; i < table.Length; i++) table[i] = unchecked((byte)rule(signed ? (sbyte)i : i));
        return table;
    }

    /// <summary>Returns the rule that converts stored integers to another scale with a fixed-point factor.</summary>
    public static Func<int, int> Requantize(double factor, int inputZeroPoint, int outputZeroPoint, int minimum, int maximum)
    {
        var multiplier = new QuantizedMultiplier(factor);
        return stored => (int)Math.Clamp((long)multiplier.Apply(stored - inputZeroPoint) + outputZeroPoint, minimum, maximum);
    }
}
