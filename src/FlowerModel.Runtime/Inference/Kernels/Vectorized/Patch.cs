using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using FlowerModel.Runtime.Inference.Kernels.Abstractions;

namespace FlowerModel.Runtime.Inference.Kernels.Vectorized;

/// <summary>The input under output pixels of a convolution, as rows of a matrix.</summary>
internal static class Patch
{
    /// <summary>Copies patches in the kernel's order: height, width, channels.</summary>
    /// <param name="window">Shapes, strides, padding.</param>
    /// <param name="input">Batch, height, width, channels.</param>
    /// <param name="pixel">The index of the first output pixel, numbered through the batch.</param>
    /// <param name="count">The number of output pixels.</param>
    /// <param name="outside">The value for positions beyond the edge.</param>
    /// <param name="patches">Receives the patches.</param>
    /// <param name="stride">Elements from one patch to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gather<T>(in SlidingWindow window, ReadOnlySpan<T> input, int pixel, int count, T outside, Span<T> patches, int stride)
        where T : unmanaged
    {
        var (row, x) = Math.DivRem(pixel, window.Output.Width);
        var length = window.KernelWidth * window.Input.Channels;
        for (var end = pixel + count; pixel < end; row++, x = 0)
        {
            var (image, y) = Math.DivRem(row, window.Output.Height);
            var top = (y * window.StrideHeight) - window.PaddingTop;
            var isInside = window.DilationWidth == 1 && top >= 0 && top + ((window.KernelHeight - 1) * window.DilationHeight) < window.Input.Height;
            for (; x < window.Output.Width && pixel < end; x++, pixel++, patches = patches[Math.Min(stride, patches.Length)..])
            {
                var left = (x * window.StrideWidth) - window.PaddingLeft;
                if (!isInside || left < 0 || left + window.KernelWidth > window.Input.Width)
                {
                    GatherAtEdge(window, input, image, y, x, outside, patches);
                    continue;
                }

                // Nearly all patches: the kernel lies inside the image, so each of its rows is contiguous.
                var from = input[(((((image * window.Input.Height) + top) * window.Input.Width) + left) * window.Input.Channels)..];
                var step = window.DilationHeight * window.Input.Width * window.Input.Channels;
                for (var v = 0; v < window.KernelHeight; v++) CopyRow(from.Slice(v * step, length), patches.Slice(v * length, length));
            }
        }
    }

    /// <summary>Copies a row of a patch, which is often shorter than what makes a call worthwhile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyRow<T>(ReadOnlySpan<T> from, Span<T> to)
        where T : unmanaged
    {
        var length = (nuint)from.Length * (nuint)Unsafe.SizeOf<T>();
        nuint vector = (nuint)Vector128<byte>.Count;
        ref var source = ref Unsafe.As<T, byte>(ref MemoryMarshal.GetReference(from));
        ref var target = ref Unsafe.As<T, byte>(ref MemoryMarshal.GetReference(to));
        if (length < vector && length >= sizeof(ulong))
        {
            var last = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref source, length - sizeof(ulong)));
            Unsafe.WriteUnaligned(ref target, Unsafe.ReadUnaligned<ulong>(ref source));
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref target, length - sizeof(ulong)), last);
            return;
        }

        if (length < vector || length > 4 * vector)
        {
            from.CopyTo(to);
            return;
        }

        // The last vector overlaps the one before it.
        for (nuint at = 0; at + vector < length; at += vector) Vector128.LoadUnsafe(ref source, at).StoreUnsafe(ref target, at);
        Vector128.LoadUnsafe(ref source, length - vector).StoreUnsafe(ref target, length - vector);
    }

    private static void GatherAtEdge<T>(in SlidingWindow window, ReadOnlySpan<T> input, int image, int y, int x, T outside, Span<T> patch)
        where T : unmanaged
    {
        var channels = window.Input.Channels;
        var originY = (y * window.StrideHeight) - window.PaddingTop;
        var originX = (x * window.StrideWidth) - window.PaddingLeft;
        patch = patch[..(window.KernelHeight * window.KernelWidth * channels)];
        var (firstV, endV) = window.KernelRows(y);
        var (firstU, endU) = window.KernelColumns(x);
        if (endV - firstV < window.KernelHeight || endU - firstU < window.KernelWidth) patch.Fill(outside);
        for (var v = firstV; v < endV; v++)
        {
            var inputY = originY + (v * window.DilationHeight);
            var inputRow = ((image * window.Input.Height) + inputY) * window.Input.Width;
            var patchRow = v * window.KernelWidth;
            if (window.DilationWidth == 1)
            {
                Copy(input, inputRow + originX + firstU, patch, patchRow + firstU, endU - firstU, channels);
                continue;
            }

            for (var u = firstU; u < endU; u++)
                Copy(input, inputRow + originX + (u * window.DilationWidth), patch, patchRow + u, 1, channels);
        }
    }

    private static void Copy<T>(ReadOnlySpan<T> input, int from, Span<T> patch, int to, int pixels, int channels)
    {
        if (pixels > 0) input.Slice(from * channels, pixels * channels).CopyTo(patch[(to * channels)..]);
    }
}
