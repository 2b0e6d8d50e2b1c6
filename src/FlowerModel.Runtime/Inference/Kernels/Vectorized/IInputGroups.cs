namespace FlowerModel.Runtime.Inference.Kernels.Vectorized;

/// <summary>
/// How an int8 product takes its inputs: in groups of neighbors, one group per int, which the machine multiplies and adds at once. All ways give the same
/// sums.
/// </summary>
/// <typeparam name="TVector">The vector of ints.</typeparam>
internal interface IInputGroups<TVector>
    where TVector : struct
{
    /// <summary>The number of inputs per group.</summary>
    static abstract int Size { get; }

    /// <summary>What is added to each input, and makes up for it in the bias: 128 where the machine multiplies unsigned by signed bytes, otherwise 0.</summary>
    static abstract int InputOffset { get; }

    /// <summary>Returns <c>sum</c> plus the products of a group of inputs and a group of weights.</summary>
    static abstract TVector MultiplyAdd(TVector inputs, TVector weights, TVector sum);

    /// <summary>Groups inputs.</summary>
    /// <param name="inputs">Inputs.</param>
    /// <param name="groups">Receives them.</param>
    static abstract void Group(ReadOnlySpan<sbyte> inputs, Span<int> groups);
}
