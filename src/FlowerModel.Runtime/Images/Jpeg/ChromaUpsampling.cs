using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FlowerModel.Runtime.Images.Jpeg;

/// <summary>Doubles a row of chroma samples in both directions: 9/16 of the nearest sample, 3/16 of its two neighbors and 1/16 of the diagonal one.</summary>
internal static unsafe class ChromaUpsampling
{
    /// <summary>Computes one of the two rows that lie between two rows of samples.</summary>
    /// <param name="output">Receives <c>2 * width</c> samples.</param>
    /// <param name="near">The nearer row.</param>
    /// <param name="far">The other row.</param>
    /// <param name="width">The number of samples in each row.</param>
    /// <param name="factor">The horizontal factor, 2.</param>
    /// <returns><paramref name="output"/>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static byte* Double(byte* output, byte* near, byte* far, int width, int factor)
    {
        // Each pair lies between the samples i - 1 and i. Beyond both ends the samples repeat, so that only the vertical blend remains.
        output[0] = (byte)((Blend(near, far, 0) + 2) >> 2);
        var i = 1;
        for (; i + Vector128<byte>.Count <= width; i += Vector128<byte>.Count)
        {
            var (left0, left1) = Blend(Vector128.Load(near + i - 1), Vector128.Load(far + i - 1));
            var (right0, right1) = Blend(Vector128.Load(near + i), Vector128.Load(far + i));
            Between(left0, right0).Store(output + (2 * i) - 1);
            Between(left1, right1).Store(output + (2 * i) + 15);
        }

        for (; i < width; i++)
        {
            var (left, right) = (Blend(near, far, i - 1), Blend(near, far, i));
            output[(2 * i) - 1] = (byte)(((3 * left) + right + 8) >> 4);
            output[2 * i] = (byte)(((3 * right) + left + 8) >> 4);
        }

        output[(2 * width) - 1] = (byte)((Blend(near, far, width - 1) + 2) >> 2);
        return output;
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
