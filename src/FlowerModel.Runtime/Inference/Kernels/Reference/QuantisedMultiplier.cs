namespace FlowerModel.Runtime.Inference.Kernels.Reference;

/// <summary>
/// A positive real factor as TFLite's integer kernels apply it: a 31-bit fraction and a power of two
/// (QuantizeMultiplier and MultiplyByQuantizedMultiplier of TFLite, with its two roundings).
/// </summary>
internal readonly record struct QuantisedMultiplier
{
    private readonly int _fraction;
    private readonly int _shift;

    public QuantisedMultiplier(double factor)
    {
        if (!(factor > 0) || !double.IsFinite(factor)) return;
        _shift = Math.ILogB(factor) + 1;
        var fraction = (long)Math.Round(Math.ScaleB(factor, 31 - _shift), MidpointRounding.AwayFromZero);
        if (fraction == 1L << 31)
        {
            fraction /= 2;
            _shift++;
        }

        if (_shift < -31) (fraction, _shift) = (0, 0);
        if (_shift > 30) (fraction, _shift) = (int.MaxValue, 30);
        _fraction = (int)fraction;
    }

    /// <summary><paramref name="value"/> times the factor, rounded.</summary>
    public int Apply(int value)
    {
        var shifted = unchecked(value << Math.Max(_shift, 0));
        return RoundingDivideByPowerOfTwo(DoublingHighMultiply(shifted, _fraction), Math.Max(-_shift, 0));
    }

    /// <summary>The high 32 bits of twice the product, rounded to nearest; saturates in its only overflow.</summary>
    private static int DoublingHighMultiply(int a, int b)
    {
        if (a == int.MinValue && b == int.MinValue) return int.MaxValue;
        var product = (long)a * b;
        return (int)((product + (product >= 0 ? 1 << 30 : 1 - (1 << 30))) / (1L << 31));
    }

    /// <summary>Division by 2^<paramref name="exponent"/>, halves away from zero.</summary>
    private static int RoundingDivideByPowerOfTwo(int value, int exponent)
    {
        var mask = (int)((1L << exponent) - 1);
        var remainder = value & mask;
        var threshold = (mask >> 1) + (value < 0 ? 1 : 0);
        return (value >> exponent) + (remainder > threshold ? 1 : 0);
    }
}
