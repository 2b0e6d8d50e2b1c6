using System.Buffers.Binary;
using FlowerModel.Runtime.Images;

namespace FlowerModel.Web.Tests;

/// <summary>A photo scaled to a model's input by our own code, so that a client that is given it has nothing left to scale.</summary>
internal static class PreparedPicture
{
    private const int HeaderBytes = 54;

    /// <summary>Writes it as a BMP of 24 bits a pixel, which loses nothing but the fractions of the samples; gives its path back.</summary>
    public static string Write(string photo, int side, string bmp)
    {
        var image = RgbImage.Load(photo);
        var samples = new float[side * side * 3];
        Resampler.Resize(image, CropRectangle.Whole(image), side, side, samples);

        // Rows from the bottom to the top, each padded to four bytes, blue first.
        var stride = ((side * 3) + 3) / 4 * 4;
        var file = new byte[HeaderBytes + (stride * side)];
        "BM"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(2), file.Length);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(10), HeaderBytes);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(14), HeaderBytes - 14);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(18), side);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(22), side);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(26), 1);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(28), 24);
        for (var y = 0; y < side; y++)
        {
            for (var i = 0; i < side * 3; i++)
            {
                var sample = samples[(y * side * 3) + (i / 3 * 3) + 2 - (i % 3)];
                file[HeaderBytes + ((side - 1 - y) * stride) + i] = (byte)MathF.Round(sample);
            }
        }

        File.WriteAllBytes(bmp, file);
        return bmp;
    }
}
