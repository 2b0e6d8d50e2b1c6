namespace FlowerModel.Runtime.Inference.Kernels.Arithmetic;

/// <summary>
/// A positive real factor as TFLite's integer kernels apply it: a 31-bit fraction and a power of two (QuantizeMultiplier of TFLite).
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

    /// <summary>Bits that a value is shifted to the left before it is multiplied.</summary>
    public int LeftShift => Math.Max(shift, 0);

    /// <summary>Bits that the high half of the product is shifted to the right, 0 to 31.</summary>
    public int RightShift => Math.Max(-shift, 0);

    /// <summary>
    /// <paramref name="value"/> times the factor, rounded to 32 bits with halves up and then to the result with halves away from zero:
    /// MultiplyByQuantizedMultiplier of TFLite, which most of its kernels call. (Results beyond 2^30, which no sound model has, may wrap.)
    /// </summary>
    public int Apply(int value)
    {
        var product = HighProduct(value);
        return Shift(product < 0 && RightShift > 0 ? product - 1 : product);
    }

    /// <summary>
    /// The same with halves up in both places: how ruy does it, the library of matrix products that TFLite's CONV_2D and
    /// FULLY_CONNECTED call. It differs from <see cref="Apply"/> in negative halves alone.
    /// </summary>
    public int ApplyHalvesUp(int value) => Shift(HighProduct(value));

    /// <summary>Half of what the right shift divides by: added before it, it rounds halves up.</summary>
    public int Half => RightShift == 0 ? 0 : 1 << (RightShift - 1);

    private int HighProduct(int value) => (int)(((long)unchecked(value << LeftShift) * Fraction + (1L << 30)) >> 31);

    private int Shift(int product) => unchecked(product + Half) >> RightShift;
}
