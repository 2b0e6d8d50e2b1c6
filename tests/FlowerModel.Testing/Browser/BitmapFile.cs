using System.Buffers.Binary;

namespace FlowerModel.Testing.Browser;

/// <summary>Writes images as BMP files with 24 bits per pixel, which every browser reads without loss or smoothing.</summary>
public static class BitmapFile
{
    private const int HeaderBytes = 54;

    /// <summary>Writes a file and returns its path.</summary>
    /// <param name="rgb">Red, green and blue of each pixel, with rows from top to bottom.</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="path">Path of the file.</param>
    public static string Write(ReadOnlySpan<byte> rgb, int width, int height, string path)
    {
        // Rows are stored from bottom to top, padded to four bytes, with blue first.
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
