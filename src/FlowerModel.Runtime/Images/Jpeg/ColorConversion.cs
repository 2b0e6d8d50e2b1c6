using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using StbImageSharp;

namespace FlowerModel.Runtime.Images.Jpeg;

/// <summary>Converts rows of YCbCr (JFIF, ITU-R BT.601) to RGB, in integers with 12 fractional bits, to the same bits as StbImageSharp.</summary>
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
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ToRgb(byte* output, byte* y, byte* cb, byte* cr, int count)
    {
        var i = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            for (; i + Pixels <= count; i += Pixels, output += Pixels * Rgb)
                Store(Sixteen(Vector128.Load(y + i), Vector128.Load(cb + i), Vector128.Load(cr + i)), output);
        }

        // The library writes a byte behind the last pixel.
        var rest = stackalloc byte[Rgb + 1];
        for (; i < count; i++, output += Rgb)
        {
            StbImage.stbi__YCbCr_to_RGB_row(rest, y + i, cb + i, cr + i, 1, Rgb);
            (output[0], output[1], output[2]) = (rest[0], rest[1], rest[2]);
        }
    }

    /// <summary>Interleaves a row of red, green and blue.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Interleave(byte* output, byte* red, byte* green, byte* blue, int count)
    {
        var i = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            for (; i + Pixels <= count; i += Pixels, output += Pixels * Rgb)
                Store((Vector128.Load(red + i), Vector128.Load(green + i), Vector128.Load(blue + i)), output);
        }

        for (; i < count; i++, output += Rgb) (output[0], output[1], output[2]) = (red[i], green[i], blue[i]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector128<byte> R, Vector128<byte> G, Vector128<byte> B) Sixteen(Vector128<byte> y, Vector128<byte> cb, Vector128<byte> cr)
    {
        var (y0, y1) = Vector128.Widen(y);
        var (cb0, cb1) = Vector128.Widen(cb);
        var (cr0, cr1) = Vector128.Widen(cr);
        var (r0, g0, b0) = Eight(y0.AsInt16(), cb0.AsInt16(), cr0.AsInt16());
        var (r1, g1, b1) = Eight(y1.AsInt16(), cb1.AsInt16(), cr1.AsInt16());
        return (Lanes.Clamp(r0, r1), Lanes.Clamp(g0, g1), Lanes.Clamp(b0, b1));
    }

    // The library adds the products of luma and both chromas with 20 fractional bits, of which the last eight are zeros, and those of blue in green with
    // four. As luma is whole, it can be added after rounding, and what is left fits into 16 bits.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector128<short> R, Vector128<short> G, Vector128<short> B) Eight(Vector128<short> y, Vector128<short> cb, Vector128<short> cr)
    {
        cb -= Vector128.Create((short)128);
        cr -= Vector128.Create((short)128);
        var r = y + Lanes.MultiplyRound(cr << 3, Vector128.Create(Fixed(1.40200f)));
        var b = y + Lanes.MultiplyRound(cb << 3, Vector128.Create(Fixed(1.77200f)));
        var fromRed = Lanes.MultiplyHigh(cr << 8, Vector128.Create((short)-Fixed(0.71414f)));
        var fromBlue = Lanes.MultiplyHigh(cb << 8, Vector128.Create((short)-Fixed(0.34414f)));
        var g = y + ((fromRed + fromBlue + Vector128.Create((short)8)) >> 4);
        return (r, g, b);
    }

    /// <summary>A factor with 12 fractional bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static short Fixed(float factor) => (short)((factor * 4096) + 0.5f);

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
