namespace FlowerModel.Training.Numerics;

/// <summary>
/// Functions whose results are the same bits on every platform: they use only IEEE additions, multiplications, divisions and bits, in one
/// order. The C libraries behind <see cref="Math"/> differ from each other in the last bits. Errors are a few units in the last place.
/// </summary>
internal static class PortableMath
{
    private const double Ln2High = 6.93147180369123816490e-01; // The upper bits of ln 2, so that its multiples are exact (fdlibm).
    private const double Ln2Low = 1.90821492927058770002e-10;
    private const double InverseLn2 = 1.44269504088896338700e+00;

    private static ReadOnlySpan<double> InverseFactorials =>
    [
        1, 1, 1 / 2.0, 1 / 6.0, 1 / 24.0, 1 / 120.0, 1 / 720.0, 1 / 5040.0, 1 / 40320.0, 1 / 362880.0, 1 / 3628800.0, 1 / 39916800.0, 1 / 479001600.0,
        1 / 6227020800.0, 1 / 87178291200.0,
    ];

    /// <summary>e to the power of x.</summary>
    public static double Exp(double x)
    {
        if (double.IsNaN(x)) return x;
        if (x > 709.7) return double.PositiveInfinity;
        if (x < -708) return 0;
        var power = Math.Floor((x * InverseLn2) + 0.5);
        var rest = (x - (power * Ln2High)) - (power * Ln2Low); // from -0.35 to 0.35
        var coefficients = InverseFactorials;
        var sum = coefficients[14];
        for (var i = 13; i >= 0; i--) sum = coefficients[i] + (rest * sum); // Taylor's series, from its end
        return sum * BitConverter.Int64BitsToDouble(((long)power + 1023) << 52);
    }

    /// <summary>The natural logarithm of x.</summary>
    public static double Log(double x)
    {
        if (double.IsNaN(x) || x < 0) return double.NaN;
        if (x == 0) return double.NegativeInfinity;
        if (double.IsPositiveInfinity(x)) return x;
        var power = 0;
        if (x < 2.2250738585072014e-308) (x, power) = (x * 18014398509481984.0, -54);
        var bits = BitConverter.DoubleToInt64Bits(x);
        power += (int)(bits >> 52) - 1023;
        var fraction = BitConverter.Int64BitsToDouble((bits & 0xFFFFFFFFFFFFF) | 0x3FF0000000000000); // from 1 to 2
        if (fraction > 1.4142135623730951) (fraction, power) = (fraction / 2, power + 1);
        var ratio = (fraction - 1) / (fraction + 1);
        var square = ratio * ratio;
        var sum = 0.0;
        for (var i = 23; i > 1; i -= 2) sum = square * ((1.0 / i) + sum); // artanh's series, from its end
        return (power * Ln2High) + ((2 * ratio) + ((2 * ratio * sum) + (power * Ln2Low)));
    }

    /// <summary>x, greater than 0, to the power of y.</summary>
    public static double Pow(double x, double y) => x == 0 ? (y == 0 ? 1 : 0) : Exp(y * Log(x));

    /// <summary>The cosine of a part of half a turn: <c>cos(pi * part)</c>.</summary>
    /// <param name="part">From 0 to 1.</param>
    public static double CosPi(double part)
    {
        if (part > 0.5) return -CosPi(1 - part);
        var x = Math.PI * part;
        var square = x * x;
        var sum = 1.0;
        for (var i = 22; i > 0; i -= 2) sum = 1 - (square * sum / (i * (i - 1))); // Taylor's series, from its end
        return sum;
    }
}
