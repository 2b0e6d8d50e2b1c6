using System.Buffers.Binary;
using System.IO.Compression;

namespace FlowerModel.Fuzzing.Images;

/// <summary>Writes PNGs of noise, with each filter and with several data chunks.</summary>
public static class PngWriter
{
    private static readonly (int X, int Y, int StepX, int StepY)[] Passes =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    /// <summary>Writes an image. Checksums are zeros, because no decoder here compares them.</summary>
    /// <param name="width">The width in pixels.</param>
    /// <param name="height">The height in pixels.</param>
    /// <param name="color">The color type.</param>
    /// <param name="depth">Bits per sample.</param>
    /// <param name="interlaced">True for Adam7.</param>
    public static byte[] Write(int width, int height, int color, int depth, bool interlaced)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9], header[12]) = ((byte)depth, (byte)color, (byte)(interlaced ? 1 : 0));
        var random = new Random(color + (100 * depth));
        var palette = new byte[3 << Math.Min(depth, 8)];
        random.NextBytes(palette);
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            var samples = color switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };
            foreach (var pass in interlaced ? Passes : [(0, 0, 1, 1)])
                WriteRows(zlib, (width - pass.X + pass.StepX - 1) / pass.StepX, (height - pass.Y + pass.StepY - 1) / pass.StepY, samples * depth, random);
        }

        var data = compressed.ToArray();
        return
        [
            0x89, .. "PNG\r\n"u8, 0x1A, 0x0A,
            .. Chunk("IHDR", header), .. color == 3 ? Chunk("PLTE", palette) : [], .. Chunk("tEXt", [.. "Title\0noise"u8]),
            .. Chunk("IDAT", data[..(data.Length / 2)]), .. Chunk("IDAT", data[(data.Length / 2)..]), .. Chunk("IEND", []),
        ];
    }

    /// <summary>Returns a chunk.</summary>
    public static byte[] Chunk(string type, byte[] content)
    {
        var chunk = new byte[12 + content.Length];
        BinaryPrimitives.WriteInt32BigEndian(chunk, content.Length);
        System.Text.Encoding.ASCII.GetBytes(type, chunk.AsSpan(4));
        content.CopyTo(chunk, 8);
        return chunk;
    }

    private static void WriteRows(ZLibStream zlib, int width, int height, int bitsPerPixel, Random random)
    {
        if (width <= 0 || height <= 0) return;
        var row = new byte[1 + (((width * bitsPerPixel) + 7) / 8)];
        for (var y = 0; y < height; y++)
        {
            random.NextBytes(row);
            row[0] = (byte)(y % 5);
            zlib.Write(row);
        }
    }
}
