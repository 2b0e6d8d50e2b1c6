using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using StbImageSharp;

namespace FlowerModel.Runtime.Images.Jpeg;

/// <summary>Converts rows of YCbCr (JFIF, ITU-R BT.601) to RGB, in integers with 20 fractional bits, to the same bits as StbImageSharp.</summary>
internal static unsafe class ColorConversion
{
    private const int Pixels = 16;
    private const int Rgb = 3;

    /// <summary>Converts a row.</summary>
    /// <param name="output">Receives R, G and B of each pixel.</param>
    /// <param name="y">Luma.</param>
    /// <param name="cb">Blue chroma.</param>
    /// <param name="cr">Red chroma.</param>
    /// <param name="count">The number of pixels.</param>
    /// <param name="step">Bytes from one pixel of the output to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ToRgb(byte* output, byte* y, byte* cb, byte* cr, int count, int step)
    {
        var i = 0;
        for (; step == Rgb && i + Pixels <= count; i += Pixels, output += Pixels * Rgb)
            Store(Sixteen(Vector128.Load(y + i), Vector128.Load(cb + i), Vector128.Load(cr + i)), output);
        StbImage.stbi__YCbCr_to_RGB_row(output, y + i, cb + i, cr + i, count - i, step);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector128<byte> R, Vector128<byte> G, Vector128<byte> B) Sixteen(Vector128<byte> y, Vector128<byte> cb, Vector128<byte> cr)
    {
        var (y0, y1) = Vector128.Widen(y);
        var (cb0, cb1) = Vector128.Widen(cb);
        var (cr0, cr1) = Vector128.Widen(cr);
        var (r0, g0, b0) = Eight(y0, cb0, cr0);
        var (r1, g1, b1) = Eight(y1, cb1, cr1);
        return (Vector128.Narrow(r0, r1), Vector128.Narrow(g0, g1), Vector128.Narrow(b0, b1));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector128<ushort> R, Vector128<ushort> G, Vector128<ushort> B) Eight(Vector128<ushort> y, Vector128<ushort> cb, Vector128<ushort> cr)
    {
        var (y0, y1) = Vector128.Widen(y.AsInt16());
        var (cb0, cb1) = Vector128.Widen(cb.AsInt16());
        var (cr0, cr1) = Vector128.Widen(cr.AsInt16());
        var (r0, g0, b0) = Four(y0, cb0, cr0);
        var (r1, g1, b1) = Four(y1, cb1, cr1);
        return (Narrow(r0, r1), Narrow(g0, g1), Narrow(b0, b1));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector128<int> R, Vector128<int> G, Vector128<int> B) Four(Vector128<int> y, Vector128<int> cb, Vector128<int> cr)
    {
        var luma = (y << 20) + Vector128.Create(1 << 19);
        cb -= Vector128.Create(128);
        cr -= Vector128.Create(128);
        var r = luma + (cr * Fixed(1.40200f));
        var g = luma - (cr * Fixed(0.71414f)) + (-(cb * Fixed(0.34414f)) & Vector128.Create(unchecked((int)0xFFFF0000)));
        var b = luma + (cb * Fixed(1.77200f));
        return (r >> 20, g >> 20, b >> 20);
    }

    /// <summary>A factor with 20 fractional bits, of which the last eight are zeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Fixed(float factor) => Vector128.Create((int)((factor * 4096) + 0.5f) << 8);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ushort> Narrow(Vector128<int> first, Vector128<int> second) =>
        Vector128.Min(Vector128.Max(Vector128.Narrow(first, second), Vector128<short>.Zero), Vector128.Create((short)255)).AsUInt16();

    /// <summary>Stores sixteen pixels. Indexes outside the vector give zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store((Vector128<byte> R, Vector128<byte> G, Vector128<byte> B) color, byte* output)
    {
        const byte no = 255;
        var (r, g, b) = color;
        (Vector128.Shuffle(r, Vector128.Create(0, no, no, 1, no, no, 2, no, no, 3, no, no, 4, no, no, 5))
            | Vector128.Shuffle(g, Vector128.Create(no, 0, no, no, 1, no, no, 2, no, no, 3, no, no, 4, no, no))
            | Vector128.Shuffle(b, Vector128.Create(no, no, 0, no, no, 1, no, no, 2, no, no, 3, no, no, 4, no))).Store(output);
        (Vector128.Shuffle(r, Vector128.Create(no, no, 6, no, no, 7, no, no, 8, no, no, 9, no, no, 10, no))
            | Vector128.Shuffle(g, Vector128.Create(5, no, no, 6, no, no, 7, no, no, 8, no, no, 9, no, no, 10))
            | Vector128.Shuffle(b, Vector128.Create(no, 5, no, no, 6, no, no, 7, no, no, 8, no, no, 9, no, no))).Store(output + 16);
        (Vector128.Shuffle(r, Vector128.Create(no, 11, no, no, 12, no, no, 13, no, no, 14, no, no, 15, no, no))
            | Vector128.Shuffle(g, Vector128.Create(no, no, 11, no, no, 12, no, no, 13, no, no, 14, no, no, 15, no))
            | Vector128.Shuffle(b, Vector128.Create(10, no, no, 11, no, no, 12, no, no, 13, no, no, 14, no, no, 15))).Store(output + 32);
    }
}
