using System.Buffers.Binary;

namespace FlowerModel.Runtime.Images;

/// <summary>Checks that a BMP file contains all pixel rows that its header declares, uncompressed.</summary>
internal static class BmpStructure
{
    private const int BitmapInfoHeader = 40;
    private const int FileHeader = 14;

    /// <exception cref="ImageFormatException">The file is compressed, or ends before its last row.</exception>
    public static void Check(ReadOnlySpan<byte> bmp)
    {
        if (bmp.Length < FileHeader + BitmapInfoHeader) throw Truncated();
        // Older files have a different layout; the decoder rejects those it cannot read.
        if (Int32(bmp, 14) < BitmapInfoHeader) return;
        switch (Int32(bmp, 30))
        {
            case 1 or 2:
                throw ImageFormatException.Unsupported("run-length BMP");
            case 4 or 5:
                throw ImageFormatException.Unsupported("BMP that contains a JPEG or PNG");
        }

        long pixels = BinaryPrimitives.ReadUInt32LittleEndian(bmp[10..]);
        long width = Int32(bmp, 18);
        var height = Math.Abs((long)Int32(bmp, 22));
        var bitsPerPixel = BinaryPrimitives.ReadUInt16LittleEndian(bmp[28..]);
        if (width < 0) throw new ImageFormatException("the BMP is damaged: its width is negative");
        var rowBytes = ((width * bitsPerPixel) + 31) / 32 * 4;
        if (height != 0 && rowBytes > (bmp.Length - pixels) / height) throw Truncated();
    }

    private static int Int32(ReadOnlySpan<byte> bmp, int at) => BinaryPrimitives.ReadInt32LittleEndian(bmp[at..]);

    private static ImageFormatException Truncated() => new("the BMP is truncated: pixel rows are missing");
}
