namespace FlowerModel.Runtime.Inference.Kernels.Vectorized;

/// <summary>As <see cref="ISimd{TVector}"/>, for the int8 kernels, which add in 32 bits.</summary>
/// <typeparam name="TVector">The vector of ints.</typeparam>
internal interface IIntegerSimd<TVector>
    where TVector : struct
{
    /// <summary>Ints in a vector.</summary>
    static abstract int Width { get; }

    static abstract TVector Broadcast(int value);

    static abstract TVector Load(ref readonly int source);

    static abstract void Store(TVector value, ref int target);

    static abstract TVector Add(TVector a, TVector b);

    static abstract TVector Subtract(TVector a, TVector b);

    static abstract TVector And(TVector a, TVector b);

    static abstract TVector Clamp(TVector value, TVector minimum, TVector maximum);

    /// <summary>Each element shifted by its own count, 0 to 31.</summary>
    static abstract TVector ShiftLeft(TVector value, TVector counts);

    /// <summary>Each element shifted by its own count, 0 to 31, with its sign.</summary>
    static abstract TVector ShiftRight(TVector value, TVector counts);

    /// <summary>1 for each negative element, else 0.</summary>
    static abstract TVector SignBit(TVector value);

    /// <summary>Each odd element in the place of the even one before it; the other places hold anything.</summary>
    static abstract TVector OddElements(TVector value);

    /// <summary><c>(a * b + 2^30) >> 31</c> of each element, for b not negative.</summary>
    /// <param name="a">First factors.</param>
    /// <param name="b">Second factors.</param>
    /// <param name="oddB"><see cref="OddElements"/> of <paramref name="b"/>, which callers keep where b is a constant.</param>
    static abstract TVector HighProduct(TVector a, TVector b, TVector oddB);

    /// <summary>
    /// Elements are pairs of 16-bit integers: <c>sum + a.low * b.low + a.high * b.high</c>. Not both factors may be -32768.
    /// </summary>
    static abstract TVector MultiplyAddPairs(TVector a, TVector b, TVector sum);

    /// <summary>Twice as many elements as a vector has ints, widened to 16 bits, in order.</summary>
    static abstract TVector LoadWords(ref readonly sbyte source);

    /// <summary>
    /// Pairs of 16-bit elements at the same place of two vectors: of each block of eight elements (128 bits) the first four.
    /// </summary>
    static abstract TVector InterleaveLow(TVector a, TVector b);

    /// <summary>As <see cref="InterleaveLow"/>, of each block the last four.</summary>
    static abstract TVector InterleaveHigh(TVector a, TVector b);

    /// <summary>
    /// Stores the ints that came of <see cref="InterleaveLow"/> and <see cref="InterleaveHigh"/> as bytes in the order of the words; all
    /// lie in -128 to 127.
    /// </summary>
    static abstract void StoreInterleaved(TVector low, TVector high, ref sbyte target);

    /// <summary>Elements widened to 32 bits.</summary>
    static abstract TVector Load(ref readonly sbyte source);

    /// <summary>Stores elements that lie in -128 to 127 as bytes.</summary>
    static abstract void Store(TVector value, ref sbyte target);
}
