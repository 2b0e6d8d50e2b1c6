using System.Numerics;
using System.Text;

namespace FlowerDrawings.Geometry;

/// <summary>
/// Seeded random numbers (SplitMix64), the only source of chance in a drawing. An own generator, because
/// <see cref="Random"/> does not promise the same sequence in every version of .NET.
/// </summary>
internal sealed class Dice(ulong seed)
{
    private ulong state = seed;

    /// <summary>Dice of one image: depend on nothing but the set's seed, the class and the image's number.</summary>
    public static Dice For(int seed, string className, int number)
    {
        var hash = 14695981039346656037UL; // FNV-1a
        foreach (var b in Encoding.UTF8.GetBytes($"{seed}/{className}/{number}")) hash = (hash ^ b) * 1099511628211UL;
        return new Dice(hash);
    }

    /// <summary>The next 64 bits; also the seed of dice of their own.</summary>
    public ulong Next()
    {
        var z = state += 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }

    /// <summary>Uniform in [0, 1).</summary>
    public float Unit() => (Next() >> 40) / (float)(1 << 24);

    /// <summary>Uniform in [low, high).</summary>
    public float Between(float low, float high) => low + (high - low) * Unit();

    /// <summary>Uniform among low, low + 1, ..., high.</summary>
    public int Whole(int low, int high) => low + (int)(Next() % (ulong)(high - low + 1));

    /// <summary>True with the given probability.</summary>
    public bool Chance(float probability) => Unit() < probability;

    /// <summary>One of the options, all equally likely.</summary>
    public T Pick<T>(params ReadOnlySpan<T> options) => options[Whole(0, options.Length - 1)];

    /// <summary>An angle of the full circle, in radians.</summary>
    public float Angle() => Between(0, MathF.Tau);

    /// <summary>Roughly normal with mean 0 and deviation 1: the sum of four uniform numbers.</summary>
    public float Normal() => (Unit() + Unit() + Unit() + Unit() - 2) * 1.732f;

    /// <summary>The color, each channel moved by up to <paramref name="spread"/>, and all three by as much again.</summary>
    public Vector3 Vary(Vector3 color, float spread) => Vector3.Clamp(
        color + new Vector3(Between(-spread, spread))
            + new Vector3(Between(-spread, spread), Between(-spread, spread), Between(-spread, spread)),
        Vector3.Zero,
        Vector3.One);
}
