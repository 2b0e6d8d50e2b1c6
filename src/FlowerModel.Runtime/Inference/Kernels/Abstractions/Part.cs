namespace FlowerModel.Runtime.Inference.Kernels.Abstractions;

/// <summary>One of several equal parts of a step, one per thread.</summary>
/// <param name="Index">The index of the part, from 0.</param>
/// <param name="Count">The number of parts.</param>
internal readonly record struct Part(int Index, int Count)
{
    /// <summary>The whole step.</summary>
    public static Part Whole { get; } = new(0, 1);

    /// <summary>Returns this part's range of <paramref name="length"/> items, split at multiples of <paramref name="granularity"/>.</summary>
    public (int Start, int End) Of(int length, int granularity = 1)
    {
        var units = ((long)length + granularity - 1) / granularity;
        var start = units * Index / Count * granularity;
        var end = units * (Index + 1) / Count * granularity;
        return ((int)Math.Min(start, length), (int)Math.Min(end, length));
    }
}
