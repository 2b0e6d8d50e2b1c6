using System.Buffers.Binary;
using System.IO.Compression;

namespace FlowerModel.Runtime.Tests.Images;

/// <summary>Writes minimal complete files: uncompressed BMP and PNG, and a fixed GIF.</summary>
internal static class TinyImage
{
    /// <summary>Writes a 24-bit BMP with rows stored bottom up, from RGB pixels given top down.</summary>
    public static byte[] Bmp(int width, int height, byte[] rgb)
    {
        var stride = ((width * 3) + 3) / 4 * 4;
        var file = new byte[54 + (stride * height)];
        "BM"u8.CopyTo(file);
        Little(file, 2, file.Length);
        Little(file, 10, 54);
        Little(file, 14, 40);
        Little(file, 18, width);
        Little(file, 22, height);
        file[26] = 1;
        file[28] = 24;
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var to = 54 + ((height - 1 - y) * stride) + (x * 3);
                var from = ((y * width) + x) * 3;
                (file[to], file[to + 1], file[to + 2]) = (rgb[from + 2], rgb[from + 1], rgb[from]);
            }
        }

        return file;
    }

    /// <summary>Writes a PNG of 8-bit samples with color type 0 (gray), 2 (RGB) or 6 (RGB with alpha).</summary>
    public static byte[] Png(int width, int height, byte colorType, byte[] samples) => Png(width, height, colorType, 8, samples);

    /// <summary>Writes a PNG with samples of 8 or 16 bits (high byte first) and further chunks before the data.</summary>
    public static byte[] Png(int width, int height, byte colorType, byte depth, byte[] samples, params byte[][] chunks)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = depth;
        header[9] = colorType;
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            var stride = samples.Length / height;
            for (var y = 0; y < height; y++)
            {
                zlib.WriteByte(0);
                zlib.Write(samples, y * stride, stride);
            }
        }

        return
        [
            0x89, .. "PNG\r\n"u8, 0x1A, 0x0A,
            .. Chunk("IHDR", header), .. chunks.SelectMany(chunk => chunk), .. Chunk("IDAT", compressed.ToArray()), .. Chunk("IEND", []),
        ];
    }

    /// <summary>Returns a GIF with one frame of 2x1 pixels: black, white.</summary>
    public static byte[] Gif() =>
    [
        .. "GIF89a"u8, 2, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255, // screen 2x1, palette black and white
        0x2C, 0, 0, 0, 0, 2, 0, 1, 0, 0, // frame 2x1 at the origin
        2, 2, 0x44, 0x0A, 0, // codes of 3 bits, low bits first: clear (4), 0, 1, end (5)
        0x3B,
    ];

    /// <summary>Returns a chunk of a PNG. Its checksum is 0, which no decoder here compares.</summary>
    public static byte[] Chunk(string type, byte[] content)
    {
        var chunk = new byte[12 + content.Length];
        BinaryPrimitives.WriteInt32BigEndian(chunk, content.Length);
        System.Text.Encoding.ASCII.GetBytes(type, chunk.AsSpan(4));
        content.CopyTo(chunk, 8);
        return chunk;
    }

    private static void Little(byte[] file, int at, int value) => BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(at), value);
}
