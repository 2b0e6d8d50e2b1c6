using System.Buffers.Binary;
using FlowerModel.Runtime.Images;

namespace FlowerModel.Runtime;

/// <summary>
/// What the header of an image file states, read without decoding the image: a server can reject formats and sizes before they cost anything. The header can be
/// wrong; only decoding shows whether the image is complete.
/// </summary>
/// <param name="Format">The format.</param>
/// <param name="Width">The width in pixels, before a rotation by EXIF; 0 if the format is not decoded or the header is damaged.</param>
/// <param name="Height">The height in pixels, before a rotation by EXIF; 0 if the format is not decoded or the header is damaged.</param>
public readonly record struct ImageHeader(ImageFileFormat Format, int Width, int Height)
{
    /// <summary>The number of pixels. Decoding takes about three bytes per pixel.</summary>
    public long PixelCount => (long)Width * Height;

    /// <summary>Reads the header of an image file. Allocates nothing and throws no exception.</summary>
    /// <param name="encoded">The file, or its beginning; the size of a JPEG can be behind other data.</param>
    public static ImageHeader Read(ReadOnlySpan<byte> encoded) => ImageSignature.Recognize(encoded) switch
    {
        ImageKind.Jpeg => OfJpeg(encoded),
        ImageKind.Png when encoded.Length >= 24 =>
            Of(ImageFileFormat.Png, BinaryPrimitives.ReadUInt32BigEndian(encoded[16..]), BinaryPrimitives.ReadUInt32BigEndian(encoded[20..])),
        ImageKind.Png => new(ImageFileFormat.Png, 0, 0),
        ImageKind.Gif when encoded.Length >= 10 =>
            new(ImageFileFormat.Gif, BinaryPrimitives.ReadUInt16LittleEndian(encoded[6..]), BinaryPrimitives.ReadUInt16LittleEndian(encoded[8..])),
        ImageKind.Gif => new(ImageFileFormat.Gif, 0, 0),
        ImageKind.Bmp => OfBmp(encoded),
        _ => new(ForeignFormat.NameOf(encoded) is null ? ImageFileFormat.Unknown : ImageFileFormat.Unsupported, 0, 0),
    };

    // The first header of 1990 has 16-bit sizes. A negative height means that the rows are stored from top to bottom.
    private static ImageHeader OfBmp(ReadOnlySpan<byte> encoded)
    {
        if (encoded.Length < 26) return new(ImageFileFormat.Bmp, 0, 0);
        if (BinaryPrimitives.ReadInt32LittleEndian(encoded[14..]) == 12)
            return new(ImageFileFormat.Bmp, BinaryPrimitives.ReadUInt16LittleEndian(encoded[18..]), BinaryPrimitives.ReadUInt16LittleEndian(encoded[20..]));
        var height = BinaryPrimitives.ReadInt32LittleEndian(encoded[22..]);
        return Of(ImageFileFormat.Bmp, BinaryPrimitives.ReadUInt32LittleEndian(encoded[18..]), (uint)Math.Abs((long)height));
    }

    // ITU T.81, B.1.1: segments of a marker and a length, until the frame header, which has the size.
    private static ImageHeader OfJpeg(ReadOnlySpan<byte> encoded)
    {
        for (var at = 2; at + 9 <= encoded.Length;)
        {
            if (encoded[at] != 0xFF) break;
            var marker = encoded[at + 1];
            if (marker == 0xFF)
            {
                at++;
                continue;
            }

            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                var (height, width) = (BinaryPrimitives.ReadUInt16BigEndian(encoded[(at + 5)..]), BinaryPrimitives.ReadUInt16BigEndian(encoded[(at + 7)..]));
                return new(ImageFileFormat.Jpeg, width, height);
            }

            if (marker == 0xDA) break;
            at += marker is 0x01 or (>= 0xD0 and <= 0xD8) ? 2 : 2 + BinaryPrimitives.ReadUInt16BigEndian(encoded[(at + 2)..]);
        }

        return new(ImageFileFormat.Jpeg, 0, 0);
    }

    private static ImageHeader Of(ImageFileFormat format, uint width, uint height) =>
        width > int.MaxValue || height > int.MaxValue ? new(format, int.MaxValue, int.MaxValue) : new(format, (int)width, (int)height);
}
