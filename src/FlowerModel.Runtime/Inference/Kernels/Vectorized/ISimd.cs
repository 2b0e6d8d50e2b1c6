namespace FlowerModel.Runtime.Inference.Kernels.Vectorized;

/// <summary>
/// The few operations that the kernels of inference and training need, for one vector width. Kernels are generic over the implementation, so
/// each is written only once. Both type arguments are structs, so the compiler generates separate, fully inlined code for each width. Each
/// lane computes to the bit what a single float would, so kernels give the same bits at all widths as long as lanes never share a sum.
/// </summary>
/// <typeparam name="TVector">The vector of floats.</typeparam>
internal unsafe interface ISimd<TVector>
    where TVector : struct
{
    /// <summary>The number of floats in a vector.</summary>
    static abstract int Width { get; }

    /// <summary>Asks the processor to bring the vector at an address into its first-level cache, where it can do so.</summary>
    static abstract void Prefetch(float* address);

    /// <summary>Asks the processor to bring the cache line at an address into its second-level cache, where it can do so.</summary>
    static abstract void PrefetchNearby(float* address);

    static abstract TVector Broadcast(float value);

    static abstract TVector Load(float* source);

    static abstract void Store(TVector value, float* target);

    static abstract TVector Add(TVector a, TVector b);

    static abstract TVector Subtract(TVector a, TVector b);

    static abstract TVector Multiply(TVector a, TVector b);

    static abstract TVector Divide(TVector a, TVector b);

    static abstract TVector Sqrt(TVector value);

    /// <summary><c>a * b + c</c>, rounded once on every machine.</summary>
    static abstract TVector MultiplyAdd(TVector a, TVector b, TVector c);

    /// <summary><c>value &lt; minimum ? minimum : value &gt; maximum ? maximum : value</c>: NaN stays NaN.</summary>
    static abstract TVector Clamp(TVector value, TVector minimum, TVector maximum);

    /// <summary>The value where <paramref name="probe"/> lies strictly between the limits, elsewhere 0.</summary>
    static abstract TVector KeepBetween(TVector value, TVector probe, TVector minimum, TVector maximum);
}
