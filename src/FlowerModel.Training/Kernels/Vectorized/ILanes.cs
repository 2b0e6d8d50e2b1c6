namespace FlowerModel.Training.Kernels.Vectorized;

/// <summary>
/// The operations that kernels need, for one width of vector. Each lane computes what a lone float would, to the bit, so kernels give the same
/// bits at all widths as long as lanes never share a sum. The multiply-add is fused on every machine.
/// </summary>
/// <typeparam name="TVector">The vector of floats.</typeparam>
internal unsafe interface ILanes<TVector>
    where TVector : struct
{
    /// <summary>Floats in a vector.</summary>
    static abstract int Width { get; }

    static abstract TVector Broadcast(float value);

    static abstract TVector Load(float* source);

    static abstract void Store(TVector value, float* target);

    static abstract TVector Add(TVector a, TVector b);

    static abstract TVector Subtract(TVector a, TVector b);

    static abstract TVector Multiply(TVector a, TVector b);

    static abstract TVector Divide(TVector a, TVector b);

    static abstract TVector Sqrt(TVector a);

    /// <summary><c>a * b + c</c>, rounded once.</summary>
    static abstract TVector MultiplyAdd(TVector a, TVector b, TVector c);

    /// <summary>As <see cref="ClampRange.Clamp"/>.</summary>
    static abstract TVector Clamp(TVector value, TVector minimum, TVector maximum);

    /// <summary>As <see cref="ClampRange.Undo"/>.</summary>
    static abstract TVector Undo(TVector gradient, TVector activation, TVector minimum, TVector maximum);
}
