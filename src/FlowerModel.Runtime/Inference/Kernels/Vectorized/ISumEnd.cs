using System.Runtime.CompilerServices;

namespace FlowerModel.Runtime.Inference.Kernels.Vectorized;

/// <summary>
/// What happens to finished sums before they are stored, for example a fused activation. A struct, so that it becomes part of the kernel's code.
/// </summary>
internal interface ISumEnd
{
    /// <summary>Prefetches what <see cref="Apply"/> will read for a place.</summary>
    void Prefetch<TSimd, TVector>(nint place)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct;

    /// <summary>Returns what is stored.</summary>
    /// <param name="sum">One vector of finished sums.</param>
    /// <param name="place">Where it is stored, in floats from the beginning of the kernel's result.</param>
    TVector Apply<TSimd, TVector>(TVector sum, nint place)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct;
}

/// <summary>Sums are stored as they are.</summary>
internal readonly struct PlainEnd : ISumEnd
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch<TSimd, TVector>(nint place)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Apply<TSimd, TVector>(TVector sum, nint place)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
        => sum;
}

/// <summary>Sums are limited to a range: ReLU, ReLU6.</summary>
/// <param name="minimum">The lower limit.</param>
/// <param name="maximum">The upper limit.</param>
internal readonly struct ClampEnd(float minimum, float maximum) : ISumEnd
{
    private readonly float minimum = minimum;
    private readonly float maximum = maximum;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch<TSimd, TVector>(nint place)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Apply<TSimd, TVector>(TVector sum, nint place)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
        => TSimd.Clamp(sum, TSimd.Broadcast(minimum), TSimd.Broadcast(maximum));
}
