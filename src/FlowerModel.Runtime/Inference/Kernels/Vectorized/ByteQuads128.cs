using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;

namespace FlowerModel.Runtime.Inference.Kernels.Vectorized;

/// <summary>Groups of four signed bytes: Arm64 with the dot product instructions (Armv8.2 and later, optional in 8.2).</summary>
internal readonly struct ByteQuads128 : IInputGroups<Vector128<int>>
{
    /// <summary>True if the machine has the instructions.</summary>
    public static bool IsSupported => Dp.IsSupported;

    /// <inheritdoc/>
    public static int Size => 4;

    /// <inheritdoc/>
    public static int InputOffset => 0;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> MultiplyAdd(Vector128<int> inputs, Vector128<int> weights, Vector128<int> sum) =>
        Dp.DotProduct(sum, inputs.AsSByte(), weights.AsSByte());

    /// <inheritdoc/>
    public static void Group(ReadOnlySpan<sbyte> inputs, Span<int> groups) => inputs.CopyTo(MemoryMarshal.Cast<int, sbyte>(groups));
}
