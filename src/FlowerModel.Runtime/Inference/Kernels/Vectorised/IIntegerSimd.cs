namespace FlowerModel.Runtime.Inference.Kernels.Vectorised;

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

    /// <summary><c>(a * b + 2^30) >> 31</c> of each element, for b not negative.</summary>
    static abstract TVector HighProduct(TVector a, TVector b);

    /// <summary>
    /// Elements are pairs of 16-bit integers: <c>sum + a.low * b.low + a.high * b.high</c>. Not both factors may be -32768.
    /// </summary>
    static abstract TVector MultiplyAddPairs(TVector a, TVector b, TVector sum);

    /// <summary>Pairs of an element of one array and the element at the same place of another, each widened to 16 bits.</summary>
    static abstract TVector LoadPairs(ref readonly sbyte low, ref readonly sbyte high);

    /// <summary>Elements widened to 32 bits.</summary>
    static abstract TVector Load(ref readonly sbyte source);

    /// <summary>Stores elements that lie in -128 to 127 as bytes.</summary>
    static abstract void Store(TVector value, ref sbyte target);
}
