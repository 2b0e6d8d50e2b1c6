namespace FlowerModel.Runtime.Inference.Kernels.Vectorized;

/// <summary>
/// The few operations the kernels need, for one width of vector. Kernels are generic over an implementation, so each is written
/// once; both type arguments are structs, so the compiler makes separate, fully inlined code for each width.
/// </summary>
/// <typeparam name="TVector">The vector of floats.</typeparam>
internal interface ISimd<TVector>
    where TVector : struct
{
    /// <summary>Floats in a vector.</summary>
    static abstract int Width { get; }

    static abstract TVector Broadcast(float value);

    static abstract TVector Load(ref readonly float source);

    static abstract void Store(TVector value, ref float target);

    static abstract TVector Add(TVector a, TVector b);

    /// <summary><c>a * b + c</c>, rounded once on every machine.</summary>
    static abstract TVector MultiplyAdd(TVector a, TVector b, TVector c);

    static abstract TVector Clamp(TVector value, TVector minimum, TVector maximum);
}
