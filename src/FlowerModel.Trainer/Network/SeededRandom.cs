namespace FlowerModel.Trainer.Network;

/// <summary>
/// A small random number generator that depends only on the seed, not on the version of the runtime (SplitMix64, Steele et al. 2014).
/// </summary>
internal sealed class SeededRandom
{
    private ulong state;

    /// <summary>Creates a generator for a seed.</summary>
    public SeededRandom(ulong seed) => state = seed;

    /// <summary>The next 64 bits.</summary>
    public ulong NextBits()
    {
        state += 0x9E3779B97F4A7C15;
        var mixed = state;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    /// <summary>A number from 0 (inclusive) to 1 (exclusive).</summary>
    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A number from <paramref name="low"/> (inclusive) to <paramref name="high"/> (exclusive).</summary>
    public double Uniform(double low, double high) => low + ((high - low) * NextDouble());

    /// <summary>An integer from 0 (inclusive) to <paramref name="limit"/> (exclusive).</summary>
    public int Below(int limit) => (int)Math.Min(limit - 1, NextDouble() * limit);

    /// <summary>An array of numbers between two limits.</summary>
    public float[] Uniform(int count, double low, double high)
    {
        var values = new float[count];
        for (var i = 0; i < count; i++) values[i] = (float)Uniform(low, high);
        return values;
    }

    /// <summary>A number from the symmetric Beta(alpha, alpha) distribution (Jöhnk's method, for alpha up to about 1).</summary>
    public double Beta(double alpha)
    {
        while (true)
        {
            double first = Math.Pow(NextDouble(), 1 / alpha), second = Math.Pow(NextDouble(), 1 / alpha);
            if (first + second is > 0 and <= 1) return first / (first + second);
        }
    }

    /// <summary>Shuffles the elements (Fisher and Yates).</summary>
    public void Shuffle<T>(Span<T> values)
    {
        for (var i = values.Length - 1; i > 0; i--)
        {
            var other = Below(i + 1);
            (values[i], values[other]) = (values[other], values[i]);
        }
    }
}
