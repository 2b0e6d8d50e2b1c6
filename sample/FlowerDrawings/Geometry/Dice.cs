using System.Numerics;
using System.Text;

namespace FlowerDrawings.Geometry;

/// <summary>
/// Seeded random numbers (SplitMix64), the only source of randomness in a drawing. It does not use <see cref="Random"/>, because that
/// does not guarantee the same sequence in every version of .NET.
/// </summary>
internal sealed class Dice(ulong seed)
{
    private ulong state = seed;

    /// <summary>Creates the dice of one image, which depend only on the set's seed, the class and the image's number.</summary>
    public static Dice For(int seed, string className, int number)
    {
        var hash = 14695981039346656037UL; // FNV-1a
        foreach (var b in Encoding.UTF8.GetBytes($"{seed}/{className}/{number}")) hash = (hash ^ b) * 1099511628211UL;
        return new Dice(hash);
    }

    /// <summary>Returns the next 64 bits, which can also be the seed of other dice.</summary>
    public ulong Next()
    {
        var z = state += 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }

    /// <summary>Returns a uniform number in [0, 1).</summary>
    public float Unit() => (Next() >> 40) / (float)(1 << 24);

    /// <summary>Returns a uniform number in [low, high).</summary>
    public float Between(float low, float high) => low + (high - low) * Unit();

    /// <summary>Returns one of low, low + 1, ..., high, all equally likely.</summary>
    public int Whole(int low, int high) => low + (int)(Next() % (ulong)(high - low + 1));

    /// <summary>Returns true with the given probability.</summary>
    public bool Chance(float probability) => Unit() < probability;

    /// <summary>Returns one of the options, all equally likely.</summary>
    public T Pick<T>(params ReadOnlySpan<T> options) => options[Whole(0, options.Length - 1)];

    /// <summary>Returns an angle from the full circle, in radians.</summary>
    public float Angle() => Between(0, MathF.Tau);

    /// <summary>Returns an approximately normal number with mean 0 and standard deviation 1: a scaled sum of four uniform numbers.</summary>
    public float Normal() => (Unit() + Unit() + Unit() + Unit() - 2) * 1.732f;

    /// <summary>Returns the color with each channel shifted by up to <paramref name="spread"/>, and all three together by up to as much again.</summary>
    public Vector3 Vary(Vector3 color, float spread) => Vector3.Clamp(
        color + new Vector3(Between(-spread, spread))
            + new Vector3(Between(-spread, spread), Between(-spread, spread), Between(-spread, spread)),
        Vector3.Zero,
        Vector3.One);
}
