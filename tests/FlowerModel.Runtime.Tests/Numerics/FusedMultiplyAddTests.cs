using System.Runtime.Intrinsics;
using FlowerModel.Runtime.Numerics;

namespace FlowerModel.Runtime.Tests.Numerics;

/// <summary>The emulated multiply-add against the machine's, or the C library's, bit for bit.</summary>
public class FusedMultiplyAddTests
{
    private static readonly float[] Special =
    [
        0, 1, 2, 3, 0.5f, 1.5f, MathF.BitIncrement(1), MathF.BitDecrement(1), MathF.BitIncrement(0.5f), 1 + MathF.ScaleB(1, -12), 1 - MathF.ScaleB(1, -12),
        4097, 8191, 16777215, 16777216, MathF.ScaleB(1, -24), MathF.ScaleB(1, -25), MathF.ScaleB(1, -75), MathF.ScaleB(1.5f, -75), float.Epsilon, 3 * float.Epsilon,
        MathF.ScaleB(1, -126), MathF.BitDecrement(MathF.ScaleB(1, -126)), MathF.BitIncrement(MathF.ScaleB(1, -126)), float.MaxValue, float.MaxValue / 2,
        MathF.ScaleB(1, 64), MathF.ScaleB(1, 103), MathF.ScaleB(1, 102), MathF.ScaleB(1, -149 + 23), float.PositiveInfinity, float.NaN, 0.1f, 1 / 3f,
    ];

    [Fact]
    public void Special_values_and_their_neighbors_are_rounded_once()
    {
        float[] signed = [.. Special, .. Special.Select(value => -value)];
        foreach (var a in signed)
        {
            foreach (var b in signed)
            {
                foreach (var c in signed) Check(a, b, c);
                Check(a, b, -(a * b));
                Check(a, b, MathF.BitIncrement(-(a * b)));
            }
        }
    }

    [Fact]
    public void Random_bits_are_rounded_once()
    {
        var random = new Random(1);
        for (var i = 0; i < 2_000_000; i++) Check(Bits(random), Bits(random), Bits(random));

        static float Bits(Random random) => BitConverter.Int32BitsToSingle((int)random.NextInt64(uint.MaxValue + 1L));
    }

    // The product falls on or beside a tie of the sum: what a second rounding would get wrong.
    [Fact]
    public void Sums_near_ties_are_rounded_once()
    {
        var random = new Random(2);
        for (var i = 0; i < 2_000_000; i++)
        {
            var exponent = random.Next(-149, 104);
            var c = MathF.ScaleB(random.Next(1 << 23, 1 << 24), exponent);

            // About half a unit of c, as a product: 2^(exponent - 1) times 1 - 2^-2k or (1 - 2^-k)(1 + 2^-k) or 1, and the like.
            var k = random.Next(1, 24);
            var (near, other) = (1 + MathF.ScaleB(random.Next(-1, 2), -k), 1 + MathF.ScaleB(random.Next(-1, 2), -random.Next(1, 24)));
            var split = random.Next(-60, 60);
            Check(MathF.ScaleB(near, split), MathF.ScaleB(other, exponent - 1 - split), random.Next(2) == 0 ? c : -c);
        }
    }

    private static void Check(float a, float b, float c)
    {
        var expected = MathF.FusedMultiplyAdd(a, b, c);
        Same(expected, FusedMultiplyAdd.Exact(a, b, c));
        Same(expected, FusedMultiplyAdd.Of(a, b, c));
        var vector = FusedMultiplyAdd.Exact(Vector128.Create(a, 1, b, a), Vector128.Create(b, 2, a, 0), Vector128.Create(c, 3, c, 1));
        Same(expected, vector[0]);
        Same(5, vector[1]);
        Same(expected, vector[2]);

        void Same(float wanted, float actual)
        {
            // The bits of "not a number" differ between processors.
            if (float.IsNaN(wanted) && float.IsNaN(actual)) return;
            if (BitConverter.SingleToInt32Bits(wanted) != BitConverter.SingleToInt32Bits(actual))
                Assert.Fail($"{a:G9} * {b:G9} + {c:G9} is {wanted:G9}, not {actual:G9}");
        }
    }
}
