namespace FlowerModel.Runtime.Inference.Kernels.Arithmetic;

/// <summary>HARD_SWISH of int8 elements by TFLite's fixed-point rule (<c>reference/hard_swish.h</c>), which computes with 16-bit fractions.</summary>
internal sealed class QuantizedHardSwish
{
    // Inputs are shifted left by 7 bits, as far as 16 bits allow.
    private const int InputBits = 7;

    private readonly int inputZeroPoint;
    private readonly int outputZeroPoint;
    private readonly (short Fraction, int Exponent) result;
    private readonly (short Fraction, int Exponent) gate;

    /// <summary>Creates the rule for the given scales and zero points.</summary>
    /// <param name="input">Scale and zero point of the input.</param>
    /// <param name="output">Scale and zero point of the result; see <see cref="Supports"/>.</param>
    public QuantizedHardSwish((float Scale, int ZeroPoint) input, (float Scale, int ZeroPoint) output)
    {
        (inputZeroPoint, outputZeroPoint) = (input.ZeroPoint, output.ZeroPoint);
        // Computed in floats, as in TFLite.
        var fineScale = 1f / (1 << InputBits) * input.Scale;
        result = Factor(fineScale / output.Scale);
        gate = Factor(fineScale / (3f / 32768));
    }

    /// <summary>Returns true if the scale of the result is not too small for the rule; TFLite rejects such models.</summary>
    public static bool Supports(float inputScale, float outputScale) => Factor(1f / (1 << InputBits) * inputScale / outputScale).Exponent <= 0;

    /// <summary>Returns the stored result of a stored input.</summary>
    public int Apply(int stored)
    {
        var fine = (short)((stored - inputZeroPoint) << InputBits);
        var value = HighProduct(fine, result.Fraction);
        // relu6(x + 3) / 6 as a fraction of 2^15: x is saturated at -3 and 3, then moved from [-1, 1] to [0, 1].
        var factor = fine;
        if (gate.Exponent > 0) factor = ShiftLeft(factor, gate.Exponent - 1);
        factor = HighProduct(factor, gate.Fraction);
        if (gate.Exponent > 0) factor = ShiftLeft(factor, 1);
        if (gate.Exponent < 0) factor = (short)RoundedShift(factor, -gate.Exponent);
        factor = (short)((factor + (1 << 15)) >> 1);
        // Truncated, which cancels the bias of the rounding above.
        var product = (short)(factor * value / (1 << 15));
        return Math.Clamp((short)RoundedShift(product, -result.Exponent) + outputZeroPoint, sbyte.MinValue, sbyte.MaxValue);
    }

    private static (short Fraction, int Exponent) Factor(float factor)
    {
        var multiplier = new QuantizedMultiplier(factor);
        const int Half = 1 << 15;
        var fraction = multiplier.Fraction >= int.MaxValue - Half ? short.MaxValue : (short)((multiplier.Fraction + Half) >> 16);
        return (fraction, multiplier.LeftShift - multiplier.RightShift);
    }

    /// <summary>The doubled product's high half, halves away from zero (gemmlowp's SaturatingRoundingDoublingHighMul).</summary>
    private static short HighProduct(short a, short b)
    {
        var product = a * b;
        return (short)((product + (product >= 0 ? 1 << 14 : 1 - (1 << 14))) / (1 << 15));
    }

    private static short ShiftLeft(short value, int bits) => (short)Math.Clamp((long)value << Math.Min(bits, 31), short.MinValue, short.MaxValue);

    /// <summary>Divides by a power of two; halves away from zero (gemmlowp's RoundingDivideByPOT).</summary>
    private static int RoundedShift(int value, int bits)
    {
        if (bits > 31) return 0;
        var mask = (int)((1L << bits) - 1);
        var threshold = (mask >> 1) + (value < 0 ? 1 : 0);
        return (value >> bits) + ((value & mask) > threshold ? 1 : 0);
    }
}
