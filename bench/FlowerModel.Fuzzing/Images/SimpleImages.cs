using System.Buffers.Binary;

namespace FlowerModel.Fuzzing.Images;

/// <summary>Writes BMPs and GIFs of noise.</summary>
public static class SimpleImages
{
    private const int BmpHeader = 54;

    /// <summary>Writes an uncompressed BMP, with a palette up to 8 bits per pixel.</summary>
    public static byte[] Bmp(int width, int height, int bits)
    {
        var colors = bits <= 8 ? 4 << bits : 0;
        var stride = ((width * bits) + 31) / 32 * 4;
        var file = new byte[BmpHeader + colors + (stride * height)];
        new Random(bits).NextBytes(file.AsSpan(BmpHeader));
        file.AsSpan(0, BmpHeader).Clear();
        "BM"u8.CopyTo(file);
        (int At, int Value)[] fields = [(2, file.Length), (10, BmpHeader + colors), (14, 40), (18, width), (22, height), (26, 1 | (bits << 16))];
        foreach (var (at, value) in fields) BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(at), value);
        return file;
    }

    /// <summary>Writes a GIF with a palette of four colors, uncompressed: a clear code comes before the code length would grow.</summary>
    public static byte[] Gif(int width, int height, int frames)
    {
        const int clear = 4, end = 5, codeBits = 3;
        List<byte> file =
        [
            .. "GIF89a"u8, (byte)width, 0, (byte)height, 0, 0x81, 0, 0,
            0, 0, 0, 255, 0, 0, 0, 255, 0, 255, 255, 255,
        ];
        for (var frame = 0; frame < frames; frame++)
        {
            file.AddRange([0x21, 0xF9, 4, 4, 10, 0, 0, 0, 0x2C, 0, 0, 0, 0, (byte)width, 0, (byte)height, 0, 0, 2]);
            var codes = new List<int>();
            for (var i = 0; i < width * height; i++)
            {
                if (i % 2 == 0) codes.Add(clear);
                codes.Add((i + (i / width) + frame) % 4);
            }

            codes.Add(end);
            var data = new byte[((codes.Count * codeBits) + 7) / 8];
            for (var i = 0; i < codes.Count * codeBits; i++)
                data[i / 8] |= (byte)(((codes[i / codeBits] >> (i % codeBits)) & 1) << (i % 8));
            foreach (var block in data.Chunk(255))
            {
                file.Add((byte)block.Length);
                file.AddRange(block);
            }

            file.Add(0);
        }

        file.Add(0x3B);
        return [.. file];
    }
}
