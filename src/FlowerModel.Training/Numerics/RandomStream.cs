namespace FlowerModel.Training.Numerics;

/// <summary>
/// A small generator whose numbers depend on the seed alone, not on the runtime's version (SplitMix64, Steele et al. 2014).
/// </summary>
internal struct RandomStream
{
    private const ulong Increment = 0x9E3779B97F4A7C15;
    private ulong state;

    /// <summary>Begins the stream of a seed.</summary>
    public RandomStream(ulong seed) => state = seed;

    /// <summary>A stream of its own for a part of the work, so that its numbers do not depend on who does which part when.</summary>
    /// <param name="seed">Seed of the whole.</param>
    /// <param name="place">Coordinates of the part.</param>
    public static RandomStream For(ulong seed, params ReadOnlySpan<int> place)
    {
        foreach (var coordinate in place) seed = new RandomStream(seed ^ ((uint)coordinate * Increment)).NextBits();
        return new RandomStream(seed);
    }

    /// <summary>The next 64 bits.</summary>
    public ulong NextBits()
    {
        state += Increment;
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

    /// <summary>Numbers between two limits.</summary>
    public float[] Uniform(int count, double low, double high)
    {
        var values = new float[count];
        Fill(values, low, high);
        return values;
    }

    /// <summary>Fills a span with numbers between two limits.</summary>
    public void Fill(Span<float> values, double low, double high)
    {
        for (var i = 0; i < values.Length; i++) values[i] = (float)Uniform(low, high);
    }

    /// <summary>A number of the symmetric Beta(alpha, alpha) distribution (Jöhnk's method, for alpha up to about 1).</summary>
    public double Beta(double alpha)
    {
        while (true)
        {
            double first = PortableMath.Pow(NextDouble(), 1 / alpha), second = PortableMath.Pow(NextDouble(), 1 / alpha);
            if (first + second is > 0 and <= 1) return first / (first + second);
        }
    }

    /// <summary>Brings the elements into a random order (Fisher and Yates).</summary>
    public void Shuffle<T>(Span<T> values)
    {
        for (var i = values.Length - 1; i > 0; i--)
        {
            var other = Below(i + 1);
            (values[i], values[other]) = (values[other], values[i]);
        }
    }
}
