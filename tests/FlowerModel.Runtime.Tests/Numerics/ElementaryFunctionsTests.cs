using FlowerModel.Runtime.Numerics;

namespace FlowerModel.Runtime.Tests.Numerics;

/// <summary>exp, log and tanh against those of the C library, in units in the last place.</summary>
public class ElementaryFunctionsTests
{
    [Fact]
    public void Exp_of_a_float_is_nearly_always_the_nearest_float()
    {
        var random = new Random(1);
        for (var i = 0; i < 1_000_000; i++)
        {
            var x = (random.NextSingle() * 193.5f) - 105;
            AssertNear(Math.Exp((double)x), ElementaryFunctions.Exp(x), x);
        }
    }

    [Fact]
    public void Tanh_is_nearly_always_the_nearest_float()
    {
        var random = new Random(2);
        for (var i = 0; i < 1_000_000; i++)
        {
            var x = (random.NextSingle() - 0.5f) * MathF.ScaleB(1, random.Next(-30, 6));
            AssertNear(Math.Tanh((double)x), ElementaryFunctions.Tanh(x), x);
        }
    }

    [Fact]
    public void Exp_and_log_of_doubles_are_within_two_units()
    {
        var random = new Random(3);
        for (var i = 0; i < 1_000_000; i++)
        {
            var x = (random.NextDouble() - 0.5) * 1400;
            Assert.InRange(ElementaryFunctions.Exp(x), Math.Exp(x) * (1 - 5e-16), Math.Exp(x) * (1 + 5e-16));

            // Near 1 too, where the logarithm is small.
            var y = i % 2 == 0 ? Math.Exp(x) : 1 + Math.ScaleB(random.NextDouble() - 0.5, -random.Next(0, 40));
            Assert.True(Math.Abs(ElementaryFunctions.Log(y) - Math.Log(y)) <= Math.Abs(Math.Log(y)) * 5e-16, $"log {y:R}");
        }
    }

    [Theory]
    [InlineData(0f, 1f)]
    [InlineData(float.NegativeInfinity, 0f)]
    [InlineData(float.PositiveInfinity, float.PositiveInfinity)]
    [InlineData(float.NaN, float.NaN)]
    [InlineData(89f, float.PositiveInfinity)]
    [InlineData(-104f, 0f)]
    public void Exp_has_the_limits(float x, float expected) => Assert.Equal(expected, ElementaryFunctions.Exp(x));

    [Theory]
    [InlineData(float.NegativeInfinity, -1f)]
    [InlineData(float.PositiveInfinity, 1f)]
    [InlineData(float.NaN, float.NaN)]
    [InlineData(1e-40f, 1e-40f)]
    public void Tanh_has_the_limits(float x, float expected) => Assert.Equal(expected, ElementaryFunctions.Tanh(x));

    [Theory]
    [InlineData(0, double.NegativeInfinity)]
    [InlineData(1, 0)]
    [InlineData(-1, double.NaN)]
    [InlineData(double.NaN, double.NaN)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity)]
    public void Log_has_the_limits(double x, double expected) => Assert.Equal(expected, ElementaryFunctions.Log(x));

    private static void AssertNear(double exact, float actual, float x)
    {
        var nearest = (float)exact;
        var unit = (double)MathF.BitIncrement(Math.Abs(nearest)) - Math.Abs(nearest);
        Assert.True(Math.Abs(actual - exact) <= 0.51 * unit, $"of {x:G9}: {actual:G9}, not {exact:R}");
    }
}
