namespace FlowerModel.Runtime.Inference.Kernels.Vectorized;

/// <summary>Like <see cref="ISimd{TVector}"/>, for the int8 kernels, which accumulate in 32 bits.</summary>
/// <typeparam name="TVector">The vector of ints.</typeparam>
internal interface IIntegerSimd<TVector>
    where TVector : struct
{
    /// <summary>The number of ints in a vector.</summary>
    static abstract int Width { get; }

    static abstract TVector Broadcast(int value);

    static abstract TVector Load(ref readonly int source);

    static abstract void Store(TVector value, ref int target);

    static abstract TVector Add(TVector a, TVector b);

    static abstract TVector Subtract(TVector a, TVector b);

    static abstract TVector And(TVector a, TVector b);

    static abstract TVector Clamp(TVector value, TVector minimum, TVector maximum);

    /// <summary>Shifts each element left by its own count, 0 to 31.</summary>
    static abstract TVector ShiftLeft(TVector value, TVector counts);

    /// <summary>Shifts each element right by its own count, 0 to 31, keeping its sign.</summary>
    static abstract TVector ShiftRight(TVector value, TVector counts);

    /// <summary>Returns 1 for each negative element, otherwise 0.</summary>
    static abstract TVector SignBit(TVector value);

    /// <summary>Moves each odd element to the position of the even element before it; the other positions are undefined.</summary>
    static abstract TVector OddElements(TVector value);

    /// <summary>Returns <c>(a * b + 2^30) >> 31</c> of each element; b must not be negative.</summary>
    /// <param name="a">First factors.</param>
    /// <param name="b">Second factors.</param>
    /// <param name="oddB"><see cref="OddElements"/> of <paramref name="b"/>, which callers compute only once if b is a constant.</param>
    static abstract TVector HighProduct(TVector a, TVector b, TVector oddB);

    /// <summary>Returns <c>(a * b + 2^31) >> 32</c> of each element: the high product of half of a. a must be even, b must not be negative.</summary>
    /// <param name="a">First factors.</param>
    /// <param name="b">Second factors.</param>
    /// <param name="oddB"><see cref="OddElements"/> of <paramref name="b"/>, as in <see cref="HighProduct"/>.</param>
    static abstract TVector HighProductOfDoubled(TVector a, TVector b, TVector oddB);

    /// <summary>
    /// Treats elements as pairs of 16-bit integers: <c>sum + a.low * b.low + a.high * b.high</c>. Two factors must not both be -32768.
    /// </summary>
    static abstract TVector MultiplyAddPairs(TVector a, TVector b, TVector sum);

    /// <summary>Loads twice as many elements as a vector has ints, widened to 16 bits, in order.</summary>
    static abstract TVector LoadWords(ref readonly sbyte source);

    /// <summary>
    /// Pairs the 16-bit elements at the same positions of two vectors: the first four of each block of eight elements (128 bits).
    /// </summary>
    static abstract TVector InterleaveLow(TVector a, TVector b);

    /// <summary>Like <see cref="InterleaveLow"/>, for the last four elements of each block.</summary>
    static abstract TVector InterleaveHigh(TVector a, TVector b);

    /// <summary>
    /// Stores the ints that result from <see cref="InterleaveLow"/> and <see cref="InterleaveHigh"/> as bytes in the order of the words.
    /// </summary>
    /// <param name="low">The first ints.</param>
    /// <param name="high">The second ints.</param>
    /// <param name="minimum">The lowest result, in each byte.</param>
    /// <param name="maximum">The highest result, in each byte.</param>
    /// <param name="target">Where the bytes are stored.</param>
    static abstract void StoreInterleaved(TVector low, TVector high, TVector minimum, TVector maximum, ref sbyte target);

    /// <summary>Stores two vectors of ints as bytes, one after the other; the parameters are those of <see cref="StoreInterleaved"/>.</summary>
    static abstract void Store(TVector first, TVector second, TVector minimum, TVector maximum, ref sbyte target);

    /// <summary>Loads elements, widened to 32 bits.</summary>
    static abstract TVector Load(ref readonly sbyte source);

    /// <summary>Stores elements as bytes; all must be in the range -128 to 127.</summary>
    static abstract void Store(TVector value, ref sbyte target);
}
