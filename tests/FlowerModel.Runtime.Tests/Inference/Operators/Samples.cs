namespace FlowerModel.Runtime.Tests.Inference.Operators;

/// <summary>Random elements and the comparison of results.</summary>
internal static class Samples
{
    /// <summary>Number of elements in a shape.</summary>
    public static int Count(int[] shape) => shape.Aggregate(1, (product, side) => product * side);

    /// <summary>Random numbers between <c>-reach</c> and <c>reach</c>.</summary>
    public static float[] Noise(Random random, int count, float reach)
    {
        var values = new float[count];
        foreach (ref var value in values.AsSpan()) value = ((random.NextSingle() * 2) - 1) * reach;
        return values;
    }

    /// <summary>Random int8 numbers of a kernel, from -127 to 127.</summary>
    public static sbyte[] Bytes(Random random, int[] shape) => [.. Enumerable.Range(0, Count(shape)).Select(_ => (sbyte)random.Next(-127, 128))];

    /// <summary>Asserts that two results agree element by element.</summary>
    public static void AssertAgree<T>(T[] expected, T[] actual, Func<T, T, bool> agree)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.True(agree(expected[i], actual[i]), $"element {i}: {expected[i]} there, {actual[i]} here");
    }
}
