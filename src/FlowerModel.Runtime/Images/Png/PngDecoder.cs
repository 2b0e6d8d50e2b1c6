using System.IO.Compression;
using FlowerModel.Runtime.Images.Buffers;

namespace FlowerModel.Runtime.Images.Png;

/// <summary>
/// Decodes PNG row by row, so that compressed data that expands to more than the image is never expanded. An instance decodes one image at a time.
/// </summary>
internal sealed unsafe class PngDecoder
{
    private const int Deflate = 8;
    private const int PresetDictionary = 0x20;

    // Clause 8: where each pass of Adam7 starts, and its steps.
    private static readonly (int X, int Y, int StepX, int StepY)[] Passes =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    /// <summary>What the chunks say.</summary>
    public PngHeader Header { get; } = new();

    /// <summary>Decodes the image to RGB, as stored. Returns false if it is damaged or lacks rows.</summary>
    /// <param name="png">The whole file, whose chunks <see cref="Header"/> lists.</param>
    /// <param name="rgb">Receives R, G and B of each pixel.</param>
    public bool TryDecode(byte* png, Span<byte> rgb)
    {
        using var data = new PngData(png, Header.Data);
        if (!Header.IsRaw && !ReadZlibHeader(data)) return false;
        using var rows = new DeflateStream(data, CompressionMode.Decompress, leaveOpen: true);
        try
        {
            if (!PngSignificantBits.MayBeLow(Header))
            {
                fixed (byte* to = rgb) return TryReadImage(rows, to, null);
            }

            var samples = ImageMemory.Rent<ushort>(rgb.Length);
            try
            {
                fixed (ushort* to = samples)
                {
                    if (!TryReadImage(rows, null, to)) return false;
                }

                PngSignificantBits.Reduce(Header, samples.AsSpan(0, rgb.Length), rgb);
                return true;
            }
            finally
            {
                ImageMemory.Return(samples);
            }
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private static bool ReadZlibHeader(PngData data)
    {
        Span<byte> header = stackalloc byte[2];
        if (data.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length) return false;
        var (method, flags) = (header[0], header[1]);
        return ((method << 8) + flags) % 31 == 0 && (flags & PresetDictionary) == 0 && (method & 15) == Deflate;
    }

    private bool TryReadImage(Stream rows, byte* rgb, ushort* rgb16)
    {
        if (!Header.IsInterlaced) return TryReadPass(rows, (0, 0, 1, 1), rgb, rgb16);
        foreach (var pass in Passes)
        {
            if (!TryReadPass(rows, pass, rgb, rgb16)) return false;
        }

        return true;
    }

    private bool TryReadPass(Stream rows, (int X, int Y, int StepX, int StepY) pass, byte* rgb, ushort* rgb16)
    {
        var width = (Header.Width - pass.X + pass.StepX - 1) / pass.StepX;
        var height = (Header.Height - pass.Y + pass.StepY - 1) / pass.StepY;
        if (width <= 0 || height <= 0) return true;
        var length = (int)((((long)width * Header.Samples * Header.Depth) + 7) / 8);
        var pixel = Header.Depth < 8 ? 1 : Header.Samples * Header.Depth / 8;
        var stride = length + (2 * PngFilter.Padding);
        var buffer = ImageMemory.Rent<byte>(3 * stride);
        try
        {
            Array.Clear(buffer, 0, 3 * stride);
            fixed (byte* memory = buffer)
            {
                // The number of a row's filter comes before it.
                var filtered = memory + PngFilter.Padding;
                var above = filtered + stride;
                var current = above + stride;
                for (var row = 0; row < height; row++)
                {
                    var read = new Span<byte>(filtered - 1, length + 1);
                    if (rows.ReadAtLeast(read, read.Length, throwOnEndOfStream: false) < read.Length) return false;
                    if (!PngFilter.Undo(read[0], filtered, above, current, length, pixel)) return false;
                    var at = 3L * (((long)((row * pass.StepY) + pass.Y) * Header.Width) + pass.X);
                    if (rgb16 == null) PngRow.ToRgb(Header, current, width, rgb + at, pass.StepX);
                    else PngRow.ToRgb16(Header, current, width, rgb16 + at, pass.StepX);
                    var last = above;
                    above = current;
                    current = last;
                }
            }

            return true;
        }
        finally
        {
            ImageMemory.Return(buffer);
        }
    }
}
