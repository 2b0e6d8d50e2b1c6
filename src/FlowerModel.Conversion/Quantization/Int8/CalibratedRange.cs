using FlowerModel.Conversion.Quantization.Calibration;
using Affine = FlowerModel.Tflite.Quantization;

namespace FlowerModel.Conversion.Quantization.Int8;

/// <summary>The range of real numbers that an int8 activation can hold.</summary>
/// <param name="Min">The minimum.</param>
/// <param name="Max">The maximum.</param>
internal readonly record struct CalibratedRange(double Min, double Max)
{
    private const int Steps = 255;

    /// <summary>The smallest range that the mean-square method tries, as a share of the whole range; the next constant is the number of steps.</summary>
    private const double Narrowest = 0.2;
    private const int Candidates = 64;

    /// <summary>Determines the range of an activation with a recipe's method.</summary>
    internal static CalibratedRange Of(TensorStatistics statistics, Int8Recipe recipe)
    {
        var whole = new CalibratedRange(statistics.Min, statistics.Max).WithZero();
        return recipe.Range switch
        {
            RangeMethod.MinMax => whole,
            RangeMethod.Percentile => Percentile(whole, statistics.Distribution(), recipe.TailShare),
            RangeMethod.MeanSquareError => LeastSquares(whole, statistics.Distribution()),
            _ => throw new ArgumentOutOfRangeException(nameof(recipe), recipe.Range, "not a supported range method"),
        };
    }

    /// <summary>The smallest range that contains both.</summary>
    internal CalibratedRange Union(CalibratedRange other) => new(Math.Min(Min, other.Min), Math.Max(Max, other.Max));

    /// <summary>
    /// Scale and zero point as in TensorFlow: 256 values across the range, shifted so that real 0 is one of them. Padding and ReLU write
    /// zeros, which must be exact.
    /// </summary>
    internal Affine ToAffine()
    {
        var range = WithZero();
        var scale = (float)((range.Max - range.Min) / Steps);
        if (!(scale > 1e-30f)) scale = 1f / Steps;
        var zeroPoint = Math.Round(sbyte.MinValue - (range.Min / scale), MidpointRounding.AwayFromZero);
        return new Affine(scale, (long)Math.Clamp(zeroPoint, sbyte.MinValue, sbyte.MaxValue));
    }

    private CalibratedRange WithZero() => new(Math.Min(Min, 0), Math.Max(Max, 0));

    private static CalibratedRange Percentile(CalibratedRange whole, (double[] Values, long[] Counts) distribution, double tailShare)
    {
        var (values, counts) = distribution;
        var tail = (long)(counts.Sum() * tailShare);
        double End(IEnumerable<int> inwards)
        {
            var left = tail;
            foreach (var bin in inwards)
            {
                left -= counts[bin];
                if (left < 0) return values[bin];
            }

            return 0;
        }

        var min = Math.Clamp(End(Enumerable.Range(0, values.Length)), whole.Min, 0);
        var max = Math.Clamp(End(Enumerable.Range(0, values.Length).Reverse()), 0, whole.Max);
        return max > min ? new CalibratedRange(min, max) : whole;
    }

    /// <summary>Moves one end inward and then the other while the mean square error decreases.</summary>
    private static CalibratedRange LeastSquares(CalibratedRange whole, (double[] Values, long[] Counts) distribution)
    {
        var best = whole;
        for (var round = 0; round < 2; round++)
        {
            if (whole.Max > 0) best = Search(whole.Max, max => best with { Max = max });
            if (whole.Min < 0) best = Search(whole.Min, min => best with { Min = min });
        }

        return best;

        CalibratedRange Search(double end, Func<double, CalibratedRange> with) => Enumerable.Range(0, Candidates)
            .Select(i => with(end * (1 - ((1 - Narrowest) * i / (Candidates - 1)))))
            .MinBy(range => range.SquaredError(distribution));
    }

    private double SquaredError((double[] Values, long[] Counts) distribution)
    {
        var affine = ToAffine();
        var (scale, min) = ((double)affine.Scale, affine.Scale * (double)(sbyte.MinValue - affine.ZeroPoint));
        var max = min + (Steps * scale);
        // Within a step, errors are uniform, except for the step of zero, which ReLU fills and which is exact. Beyond the
            // ends, the error is the part that is clipped.
        var rounding = scale * scale / 12;
        double error = 0;
        for (var i = 0; i < distribution.Values.Length; i++)
        {
            var value = distribution.Values[i];
            var cut = Math.Max(Math.Max(min - value, value - max), 0);
            var square = cut > 0 ? cut * cut : Math.Abs(value) < scale / 2 ? value * value : rounding;
            error += distribution.Counts[i] * square;
        }

        return error;
    }
}
