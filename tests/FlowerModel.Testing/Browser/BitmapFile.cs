using System.Buffers.Binary;

namespace FlowerModel.Testing.Browser;

/// <summary>Images as BMP files of 24 bits a pixel, which every browser reads without losing or smoothing anything.</summary>
public static class BitmapFile
{
    private const int HeaderBytes = 54;

    /// <summary>Writes one; gives its path back.</summary>
    /// <param name="rgb">Red, green and blue of each pixel, rows from the top.</param>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="path">The file.</param>
    public static string Write(ReadOnlySpan<byte> rgb, int width, int height, string path)
    {
        // Rows from the bottom to the top, each padded to four bytes, blue first.
        var stride = ((width * 3) + 3) / 4 * 4;
        var file = new byte[HeaderBytes + (stride * height)];
        "BM"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(2), file.Length);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(10), HeaderBytes);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(14), HeaderBytes - 14);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(18), width);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(22), height);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(26), 1);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(28), 24);
        for (var y = 0; y < height; y++)
        {
            for (var i = 0; i < width * 3; i++)
            {
                file[HeaderBytes + ((height - 1 - y) * stride) + i] = rgb[(y * width * 3) + (i / 3 * 3) + 2 - (i % 3)];
            }
        }

        File.WriteAllBytes(path, file);
        return path;
    }
}
