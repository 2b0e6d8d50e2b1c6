namespace FlowerModel.Runtime.Inference.Kernels.Arithmetic;

/// <summary>
/// A positive real factor in the form that TFLite's integer kernels use: a 31-bit fraction and a power of two (TFLite's
/// QuantizeMultiplier).
/// </summary>
internal readonly record struct QuantizedMultiplier
{
    private readonly int shift;

    public QuantizedMultiplier(double factor)
    {
        if (!(factor > 0) || !double.IsFinite(factor)) return;
        shift = Math.ILogB(factor) + 1;
        var fraction = (long)Math.Round(Math.ScaleB(factor, 31 - shift), MidpointRounding.AwayFromZero);
        if (fraction == 1L << 31)
        {
            fraction /= 2;
            shift++;
        }

        if (shift < -31) (fraction, shift) = (0, 0);
        if (shift > 30) (fraction, shift) = (int.MaxValue, 30);
        Fraction = (int)fraction;
    }

    /// <summary>The factor's leading 31 bits: 2^30 to 2^31 - 1, or 0.</summary>
    public int Fraction { get; }

    /// <summary>The number of bits that a value is shifted left before the multiplication.</summary>
    public int LeftShift => Math.Max(shift, 0);

    /// <summary>The number of bits that the high half of the product is shifted right, 0 to 31.</summary>
    public int RightShift => Math.Max(-shift, 0);

    /// <summary>
    /// Returns <paramref name="value"/> times the factor, rounded to 32 bits with halves up and then to the result with halves away from
    /// zero: TFLite's MultiplyByQuantizedMultiplier, which most of its kernels call. (Results beyond 2^30, which valid models never reach,
    /// may wrap.)
    /// </summary>
    public int Apply(int value)
    {
        var product = HighProduct(value);
        return Shift(product < 0 && RightShift > 0 ? product - 1 : product);
    }

    /// <summary>
    /// Like <see cref="Apply"/>, but rounds halves up in both steps, as does ruy, the matrix multiplication library that TFLite's CONV_2D
    /// and FULLY_CONNECTED call. The results differ only for negative halves.
    /// </summary>
    public int ApplyHalvesUp(int value) => Shift(HighProduct(value));

    /// <summary>Half the divisor of the right shift; adding it before the shift rounds halves up.</summary>
    public int Half => RightShift == 0 ? 0 : 1 << (RightShift - 1);

    private int HighProduct(int value) => (int)(((long)unchecked(value << LeftShift) * Fraction + (1L << 30)) >> 31);

    private int Shift(int product) => unchecked(product + Half) >> RightShift;
}
