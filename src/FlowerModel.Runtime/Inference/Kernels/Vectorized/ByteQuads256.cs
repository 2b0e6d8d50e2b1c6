using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

#pragma warning disable CA2252 // A preview in .NET 8, which later versions took over as it was.

namespace FlowerModel.Runtime.Inference.Kernels.Vectorized;

/// <summary>Groups of four bytes, unsigned inputs and signed weights: x86 with AVX-VNNI.</summary>
internal readonly struct ByteQuads256 : IInputGroups<Vector256<int>>
{
    /// <summary>True if the machine has the instructions.</summary>
    public static bool IsSupported => AvxVnni.IsSupported;

    /// <inheritdoc/>
    public static int Size => 4;

    /// <inheritdoc/>
    public static int InputOffset => 128;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> MultiplyAdd(Vector256<int> inputs, Vector256<int> weights, Vector256<int> sum) =>
        AvxVnni.MultiplyWideningAndAdd(sum, inputs.AsByte(), weights.AsSByte());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Group(ReadOnlySpan<sbyte> inputs, Span<int> groups)
    {
        var to = MemoryMarshal.Cast<int, sbyte>(groups)[..inputs.Length];
        var offset = Avx2.BroadcastScalarToVector256(Vector128.CreateScalarUnsafe(sbyte.MinValue));
        var i = 0;
        for (; i + Vector256<sbyte>.Count <= to.Length; i += Vector256<sbyte>.Count)
            Avx2.Xor(Vector256.LoadUnsafe(in inputs[i]), offset).StoreUnsafe(ref to[i]);
        for (; i < to.Length; i++) to[i] = (sbyte)(inputs[i] ^ sbyte.MinValue);
    }
}
