namespace FlowerModel.Runtime.Numerics;

/// <summary>
/// exp, log and tanh from additions, multiplications, divisions and exact operations on bits, in a fixed order: the same bits on every
/// machine. Those of <see cref="Math"/> are the C library's, which differ between operating systems and processors.
/// </summary>
internal static class ElementaryFunctions
{
    // ln 2 in two parts: the first has zeros at its end, so that its product with an exponent is exact (the constants are those of fdlibm).
    private const double Ln2High = 6.93147180369123816490e-01;
    private const double Ln2Low = 1.90821492927058770002e-10;
    private const double InverseLn2 = 1.44269504088896338700;

    // Beyond these the result is infinite, or 0.
    private const double LargestExponent = 709.782712893384;
    private const double LeastExponent = -745.2;

    // Up to r^13: the next term is below 2^-57 of the result for |r| <= ln(2) / 2.
    private const int ExpTerms = 13;

    // Up to s^23: the next term is below 2^-59 of the result for |s| <= 0.172.
    private const int LogTerms = 11;

    /// <summary>e to the power of <paramref name="x"/>, within 0.51 units in the last place.</summary>
    public static float Exp(float x) => (float)Exp((double)x);

    /// <summary>e to the power of <paramref name="x"/>, within 2 units in the last place.</summary>
    public static double Exp(double x)
    {
        if (double.IsNaN(x)) return x;
        if (x > LargestExponent) return double.PositiveInfinity;
        if (x < LeastExponent) return 0;

        // x = n ln 2 + r, so exp(x) = 2^n exp(r).
        var n = Math.Round(x * InverseLn2);
        var r = (x - (n * Ln2High)) - (n * Ln2Low);
        var tail = 1.0;
        for (var i = ExpTerms; i > 1; i--) tail = 1 + (r * tail / i);
        return Math.ScaleB(1 + (r * tail), (int)n);
    }

    /// <summary>The natural logarithm, within 2 units in the last place; NaN below 0.</summary>
    public static double Log(double x)
    {
        if (double.IsNaN(x) || x < 0) return double.NaN;
        if (x == 0) return double.NegativeInfinity;
        if (double.IsPositiveInfinity(x)) return x;

        // x = 2^n m with m about 1, and log(m) = 2 artanh(s) with s = (m - 1) / (m + 1).
        var n = Math.ILogB(x);
        var m = Math.ScaleB(x, -n);
        if (m > 1.4142135623730951)
        {
            m /= 2;
            n++;
        }

        var s = (m - 1) / (m + 1);
        var square = s * s;
        var tail = 0.0;
        for (var i = LogTerms; i > 0; i--) tail = square * ((1.0 / ((2 * i) + 1)) + tail);
        return (n * Ln2High) + ((2 * s) + ((2 * s * tail) + (n * Ln2Low)));
    }

    /// <summary>The hyperbolic tangent, within 0.51 units in the last place.</summary>
    public static float Tanh(float x)
    {
        double magnitude = Math.Abs(x);
        double result;
        if (magnitude < 0.03125)
        {
            // Near 0 the quotient below would lose digits: the first terms of the series.
            var square = magnitude * magnitude;
            result = magnitude * (1 - (square * ((1.0 / 3) - (square * ((2.0 / 15) - (square * (17.0 / 315)))))));
        }
        else
        {
            var decay = Exp(-2 * magnitude);
            result = (1 - decay) / (1 + decay);
        }

        return MathF.CopySign((float)result, x);
    }
}
