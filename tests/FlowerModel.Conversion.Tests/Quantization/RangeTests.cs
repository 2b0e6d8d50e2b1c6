using FlowerModel.Conversion.Quantization.Calibration;
using FlowerModel.Conversion.Quantization.Int8;
using Xunit;

namespace FlowerModel.Conversion.Tests.Quantization;

public class RangeTests
{
    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 6)]
    [InlineData(0.5, 6)]
    [InlineData(-3.2, -0.1)]
    [InlineData(-0.001, 17.3)]
    [InlineData(0, 0)]
    public void Real_zero_is_exact_and_the_range_is_covered(double min, double max)
    {
        var affine = new CalibratedRange(min, max).ToAffine();
        Assert.InRange(affine.ZeroPoint, -128, 127);
        Assert.True(affine.Scale > 0);
        Assert.InRange(affine.Scale * (127 - affine.ZeroPoint), max - affine.Scale, double.PositiveInfinity);
        Assert.InRange(affine.Scale * (-128 - affine.ZeroPoint), double.NegativeInfinity, min + affine.Scale);
    }

    [Fact]
    public void A_single_outlier_affects_min_max_but_neither_percentile_nor_mean_square_error()
    {
        var statistics = new TensorStatistics(1);
        Assert.True(statistics.TryAdd([.. Enumerable.Range(0, 100_000).Select(i => MathF.Sin(i)), 40f]));
        double Max(RangeMethod method) => CalibratedRange.Of(statistics, new Int8Recipe("", method)).Max;

        Assert.Equal(40, Max(RangeMethod.MinMax));
        Assert.Equal(1, Max(RangeMethod.Percentile), 0.03);
        Assert.InRange(Max(RangeMethod.MeanSquareError), 5, 38);
        Assert.Equal(-1, CalibratedRange.Of(statistics, new Int8Recipe("", RangeMethod.MinMax)).Min, 1e-4);
    }

    [Fact]
    public void Calibration_statistics_do_not_depend_on_order_or_partitioning()
    {
        float[] small = [0.1f, -0.2f, 0.05f], large = [900, -3, 2];
        var (one, other, part) = (new TensorStatistics(3), new TensorStatistics(3), new TensorStatistics(3));
        Assert.True(one.TryAdd(small) && one.TryAdd(large));
        Assert.True(other.TryAdd(large) && part.TryAdd(small));
        other.Add(part);

        Assert.Equal(one.Distribution().Values, other.Distribution().Values);
        Assert.Equal(one.Distribution().Counts, other.Distribution().Counts);
        Assert.Equal([0.1f, -3f, 0.05f], one.Channels.Min);
        Assert.Equal([900f, -0.2f, 2f], other.Channels.Max);
        Assert.Equal(450.05, one.Channels.Mean(0), 1e-3);
    }

    [Fact]
    public void Nonfinite_values_are_rejected() => Assert.False(new TensorStatistics(1).TryAdd([1, float.NaN, 2]));
}
