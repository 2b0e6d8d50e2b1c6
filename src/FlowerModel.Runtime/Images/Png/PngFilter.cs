using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FlowerModel.Runtime.Images.Png;

/// <summary>Undoes the filter of a row: adds to each byte what the bytes to the left and above predict (PNG specification, clause 9).</summary>
internal static unsafe class PngFilter
{
    /// <summary>The number of bytes that may be read and written behind a row, and that must be there before it.</summary>
    public const int Padding = 16;

    /// <summary>Undoes a filter. Returns false if its number is unknown.</summary>
    /// <param name="filter">The number of the filter.</param>
    /// <param name="row">The filtered row.</param>
    /// <param name="above">The row above, or zeros.</param>
    /// <param name="output">Receives the row; the bytes before it are zeros.</param>
    /// <param name="length">Bytes per row.</param>
    /// <param name="pixel">Bytes from a sample to the same one of the next pixel, at least 1.</param>
    public static bool Undo(int filter, byte* row, byte* above, byte* output, int length, int pixel)
    {
        switch (filter)
        {
            case 0:
                new ReadOnlySpan<byte>(row, length).CopyTo(new Span<byte>(output, length));
                return true;
            case 1:
                for (var i = 0; i < length; i++) output[i] = (byte)(row[i] + output[i - pixel]);
                return true;
            case 2:
                Up(row, above, output, length);
                return true;
            case 3:
                for (var i = 0; i < length; i++) output[i] = (byte)(row[i] + ((output[i - pixel] + above[i]) >> 1));
                return true;
            case 4 when pixel is 3 or 4 && Vector128.IsHardwareAccelerated:
                PaethByPixel(row, above, output, length, pixel);
                return true;
            case 4:
                for (var i = 0; i < length; i++) output[i] = (byte)(row[i] + Paeth(output[i - pixel], above[i], above[i - pixel]));
                return true;
            default:
                return false;
        }
    }

    private static void Up(byte* row, byte* above, byte* output, int length)
    {
        var i = 0;
        for (; i + Vector128<byte>.Count <= length; i += Vector128<byte>.Count) (Vector128.Load(row + i) + Vector128.Load(above + i)).Store(output + i);
        for (; i < length; i++) output[i] = (byte)(row[i] + above[i]);
    }

    private static int Paeth(int left, int up, int corner)
    {
        var (toLeft, toUp, toCorner) = (Math.Abs(up - corner), Math.Abs(left - corner), Math.Abs(left + up - (2 * corner)));
        if (toLeft <= toUp && toLeft <= toCorner) return left;
        return toUp <= toCorner ? up : corner;
    }

    // All samples of a pixel at once. A fourth byte that belongs to the next pixel is replaced by it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PaethByPixel(byte* row, byte* above, byte* output, int length, int pixel)
    {
        var (left, corner) = (Vector128<short>.Zero, Vector128<short>.Zero);
        for (var i = 0; i < length; i += pixel)
        {
            var up = Widen(above + i);
            var (toLeft, toUp) = (up - corner, left - corner);
            var toCorner = Vector128.Abs(toLeft + toUp);
            (toLeft, toUp) = (Vector128.Abs(toLeft), Vector128.Abs(toUp));
            var nearest = Vector128.Min(Vector128.Min(toLeft, toUp), toCorner);
            var predicted = Vector128.ConditionalSelect(
                Vector128.Equals(nearest, toLeft), left, Vector128.ConditionalSelect(Vector128.Equals(nearest, toUp), up, corner));
            left = (Widen(row + i) + predicted) & Vector128.Create((short)0xFF);
            corner = up;
            Unsafe.WriteUnaligned(output + i, Vector128.Narrow(left, left).AsUInt32().ToScalar());
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<short> Widen(byte* four) =>
        Vector128.WidenLower(Vector128.CreateScalar(Unsafe.ReadUnaligned<uint>(four)).AsByte()).AsInt16();
}
