using FlowerModel.Training.Numerics;

namespace FlowerModel.Training.Tests.Numerics;

public sealed class PortableMathTests
{
    [Fact]
    public void Exp_log_pow_and_cosine_are_close_to_the_librarys()
    {
        var random = new RandomStream(3);
        for (var i = 0; i < 20000; i++)
        {
            var x = random.Uniform(-700, 700);
            AssertClose(Math.Exp(x), PortableMath.Exp(x), 1e-15);
            var y = Math.Exp(random.Uniform(-700, 700));
            AssertClose(Math.Log(y), PortableMath.Log(y), 1e-15);
            var part = random.NextDouble();
            Assert.Equal(Math.Cos(Math.PI * part), PortableMath.CosPi(part), 1e-15);
            AssertClose(Math.Pow(part, 5), PortableMath.Pow(part, 5), 1e-13);
        }
    }

    [Fact]
    public void Special_values_are_those_of_the_library()
    {
        foreach (var x in new[] { 0, 1, -1, double.NaN, double.PositiveInfinity, double.NegativeInfinity, 1e300, -1e300, 5e-324 })
        {
            Assert.Equal(Math.Exp(x), PortableMath.Exp(x), 1e-15);
            Assert.Equal(Math.Log(x), PortableMath.Log(x), 1e-12);
        }
    }

    /// <summary>Bits that another platform must reproduce.</summary>
    [Fact]
    public void Bits_are_fixed()
    {
        Assert.Equal(GoldenExp, BitConverter.DoubleToInt64Bits(PortableMath.Exp(0.7)));
        Assert.Equal(GoldenLog, BitConverter.DoubleToInt64Bits(PortableMath.Log(0.7)));
        Assert.Equal(GoldenCosine, BitConverter.DoubleToInt64Bits(PortableMath.CosPi(0.3)));
    }

    private const long GoldenExp = 4611716986771507591;
    private const long GoldenLog = -4623275132358410416;
    private const long GoldenCosine = 4603469518431672926;

    private static void AssertClose(double expected, double actual, double tolerance) =>
        Assert.True(Math.Abs(expected - actual) <= tolerance * Math.Abs(expected), $"{expected:R} and {actual:R}");
}
