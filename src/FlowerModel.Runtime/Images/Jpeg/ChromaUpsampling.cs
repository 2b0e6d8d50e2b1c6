using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FlowerModel.Runtime.Images.Jpeg;

/// <summary>
/// Enlarges rows of samples to the size of the image, to the same bits as StbImageSharp. Doubled samples are blended: 3/4 of the nearest sample and 1/4 of
/// its neighbor in each direction. Other factors repeat samples.
/// </summary>
internal static unsafe class ChromaUpsampling
{
    /// <summary>Doubles in both directions: computes one of the two rows that lie between two rows of samples.</summary>
    /// <param name="output">Receives <c>2 * width</c> samples.</param>
    /// <param name="near">The nearer row.</param>
    /// <param name="far">The other row.</param>
    /// <param name="width">The number of samples in each row.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Double(byte* output, byte* near, byte* far, int width)
    {
        // Each pair lies between the samples i - 1 and i. Beyond both ends the samples repeat, so that only the vertical blend remains.
        output[0] = (byte)((Blend(near, far, 0) + 2) >> 2);
        var i = 1;
        if (Vector128.IsHardwareAccelerated)
        {
            for (; i + Vector128<byte>.Count <= width; i += Vector128<byte>.Count)
            {
                var (left0, left1) = Blend(Vector128.Load(near + i - 1), Vector128.Load(far + i - 1));
                var (right0, right1) = Blend(Vector128.Load(near + i), Vector128.Load(far + i));
                Between(left0, right0).Store(output + (2 * i) - 1);
                Between(left1, right1).Store(output + (2 * i) + 15);
            }
        }

        for (; i < width; i++)
        {
            var (left, right) = (Blend(near, far, i - 1), Blend(near, far, i));
            output[(2 * i) - 1] = (byte)(((3 * left) + right + 8) >> 4);
            output[2 * i] = (byte)(((3 * right) + left + 8) >> 4);
        }

        output[(2 * width) - 1] = (byte)((Blend(near, far, width - 1) + 2) >> 2);
    }

    /// <summary>Doubles in the vertical direction: computes one of the two rows that lie between two rows of samples.</summary>
    /// <inheritdoc cref="Double"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void DoubleRows(byte* output, byte* near, byte* far, int width)
    {
        var i = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            var two = Vector128.Create((ushort)2);
            for (; i + Vector128<byte>.Count <= width; i += Vector128<byte>.Count)
            {
                var (low, high) = Blend(Vector128.Load(near + i), Vector128.Load(far + i));
                Vector128.Narrow((low + two) >>> 2, (high + two) >>> 2).Store(output + i);
            }
        }

        for (; i < width; i++) output[i] = (byte)((Blend(near, far, i) + 2) >> 2);
    }

    /// <summary>Doubles a row in the horizontal direction.</summary>
    /// <param name="output">Receives <c>2 * width</c> samples.</param>
    /// <param name="row">The row.</param>
    /// <param name="width">The number of samples in the row.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void DoubleColumns(byte* output, byte* row, int width)
    {
        output[0] = row[0];
        output[(2 * width) - 1] = row[width - 1];
        if (width == 1) return;
        output[1] = (byte)(((3 * row[0]) + row[1] + 2) >> 2);

        // The library exchanges the weights of this sample.
        output[(2 * width) - 2] = (byte)(((3 * row[width - 2]) + row[width - 1] + 2) >> 2);
        var i = 1;
        if (Vector128.IsHardwareAccelerated)
        {
            var two = Vector128.Create((ushort)2);
            for (; i + Vector128<byte>.Count < width; i += Vector128<byte>.Count)
            {
                var (left0, left1) = Blend(Vector128.Load(row + i), Vector128.Load(row + i - 1));
                var (right0, right1) = Blend(Vector128.Load(row + i), Vector128.Load(row + i + 1));
                (((left0 + two) >>> 2) | (((right0 + two) >>> 2) << 8)).AsByte().Store(output + (2 * i));
                (((left1 + two) >>> 2) | (((right1 + two) >>> 2) << 8)).AsByte().Store(output + (2 * i) + 16);
            }
        }

        for (; i < width - 1; i++)
        {
            output[2 * i] = (byte)(((3 * row[i]) + row[i - 1] + 2) >> 2);
            output[(2 * i) + 1] = (byte)(((3 * row[i]) + row[i + 1] + 2) >> 2);
        }
    }

    /// <summary>Repeats each sample of a row.</summary>
    public static void Repeat(byte* output, byte* row, int width, int times)
    {
        for (var i = 0; i < width; i++, output += times) new Span<byte>(output, times).Fill(row[i]);
    }

    private static int Blend(byte* near, byte* far, int i) => (3 * near[i]) + far[i];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector128<ushort> Low, Vector128<ushort> High) Blend(Vector128<byte> near, Vector128<byte> far)
    {
        var (near0, near1) = Vector128.Widen(near);
        var (far0, far1) = Vector128.Widen(far);
        return (near0 + near0 + near0 + far0, near1 + near1 + near1 + far1);
    }

    /// <summary>Returns the two samples of each lane, of which the left one is the low byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Between(Vector128<ushort> left, Vector128<ushort> right)
    {
        var both = left + right + Vector128.Create((ushort)8);
        return (((both + left + left) >>> 4) | (((both + right + right) >>> 4) << 8)).AsByte();
    }
}
