using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FlowerModel.Runtime.Inference.Kernels.Vectorized;

/// <summary>Pairs of 16-bit words, which every machine with vectors can multiply and add.</summary>
internal readonly struct WordPairs<TSimd, TVector> : IInputGroups<TVector>
    where TSimd : struct, IIntegerSimd<TVector>
    where TVector : struct
{
    /// <inheritdoc/>
    public static int Size => 2;

    /// <inheritdoc/>
    public static int InputOffset => 0;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector MultiplyAdd(TVector inputs, TVector weights, TVector sum) => TSimd.MultiplyAddPairs(inputs, weights, sum);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Group(ReadOnlySpan<sbyte> inputs, Span<int> groups)
    {
        var words = MemoryMarshal.Cast<int, short>(groups);
        var i = 0;
        for (; i + Vector<sbyte>.Count <= inputs.Length; i += Vector<sbyte>.Count)
        {
            Vector.Widen(new Vector<sbyte>(inputs[i..]), out var low, out var high);
            low.CopyTo(words[i..]);
            high.CopyTo(words[(i + Vector<short>.Count)..]);
        }

        for (; i < inputs.Length; i++) words[i] = inputs[i];
    }
}
