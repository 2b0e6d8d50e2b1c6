namespace FlowerModel.Runtime.Inference.Kernels.Vectorized;

/// <summary>
/// The few operations that the kernels need, for one vector width. Kernels are generic over the implementation, so each is written only
/// once. Both type arguments are structs, so the compiler generates separate, fully inlined code for each width.
/// </summary>
/// <typeparam name="TVector">The vector of floats.</typeparam>
internal interface ISimd<TVector>
    where TVector : struct
{
    /// <summary>The number of floats in a vector.</summary>
    static abstract int Width { get; }

    static abstract TVector Broadcast(float value);

    static abstract TVector Load(ref readonly float source);

    static abstract void Store(TVector value, ref float target);

    static abstract TVector Add(TVector a, TVector b);

    /// <summary><c>a * b + c</c>, rounded once on every machine.</summary>
    static abstract TVector MultiplyAdd(TVector a, TVector b, TVector c);

    static abstract TVector Clamp(TVector value, TVector minimum, TVector maximum);
}
