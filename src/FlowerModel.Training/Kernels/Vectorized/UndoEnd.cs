using System.Runtime.CompilerServices;
using FlowerModel.Runtime.Inference.Kernels.Vectorized;

namespace FlowerModel.Training.Kernels.Vectorized;

/// <summary>The end of a gradient's sums: the gradient of a fused activation, see <see cref="ClampRange.Undo"/>.</summary>
/// <param name="activation">The activations, laid out like the result.</param>
/// <param name="clamp">The activation's limits.</param>
internal readonly unsafe struct UndoEnd(float* activation, ClampRange clamp) : ISumEnd
{
    private readonly float* activation = activation;
    private readonly float minimum = clamp.Minimum;
    private readonly float maximum = clamp.Maximum;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch<TSimd, TVector>(nint place)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
        => TSimd.Prefetch(activation + place);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Apply<TSimd, TVector>(TVector sum, nint place)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
        => TSimd.KeepBetween(sum, TSimd.Load(activation + place), TSimd.Broadcast(minimum), TSimd.Broadcast(maximum));
}
