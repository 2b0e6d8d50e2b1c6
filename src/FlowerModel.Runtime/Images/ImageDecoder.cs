using FlowerModel.Runtime.Images.Jpeg;
using StbImageSharp;

namespace FlowerModel.Runtime.Images;

/// <summary>
/// The only decoder: recognizes the format, checks that the file is complete and not too large, decodes it with StbImageSharp and
/// turns the image upright.
/// </summary>
internal static class ImageDecoder
{
    public static RgbImage Decode(byte[] encoded)
    {
        switch (ImageSignature.Recognize(encoded))
        {
            case ImageKind.Jpeg:
                return DecodeJpeg(encoded);
            case ImageKind.Png:
                return DecodePng(encoded);
            case ImageKind.Gif:
                GifStructure.Check(encoded);
                break;
            case ImageKind.Bmp:
                BmpStructure.Check(encoded);
                break;
            default:
                throw NotDecoded(encoded);
        }

        CheckSize(encoded);
        return Decode(() => WithLibrary(encoded), ExifOrientation.Upright);
    }

    private static RgbImage DecodeJpeg(byte[] encoded)
    {
        var header = JpegStructure.Read(encoded, out var orientation);
        CheckSize(encoded);
        return Decode(() => JpegDecoder.Decode(JpegColors.MakeExplicit(Whole(), header)), orientation);

        byte[] Whole()
        {
            if (header.HasEnd) return encoded;
            var end = JpegImageData.FindEnd(encoded, header);
            return end >= 0 ? [.. encoded.AsSpan(0, end), 0xFF, 0xD9] : throw JpegStructure.Truncated();
        }
    }

    private static RgbImage DecodePng(byte[] encoded)
    {
        var header = PngStructure.Read(encoded);
        CheckSize(encoded);
        if (!header.HasEnd && !PngImageData.IsComplete(encoded, header)) throw PngStructure.Truncated();
        var png = header.HasEnd ? encoded : PngStructure.WithEnd(encoded, header);
        try
        {
            return Decode(() => PngSignificantBits.MayBeLow(header) ? PngSignificantBits.Decode(png, header) : WithLibrary(png), header.Orientation);
        }
        catch (ImageFormatException) when (!header.HasEnd)
        {
            // The compressed data has all rows but no end.
            throw PngStructure.Truncated();
        }
    }

    // Runs before pixels are allocated: a file of a hundred bytes can declare an image of several gigabytes.
    private static void CheckSize(byte[] encoded)
    {
        ImageInfo? header;
        try
        {
            header = ImageInfo.FromStream(new MemoryStream(encoded, writable: false));
        }
        catch (Exception error) when (IsDecoderFailure(error))
        {
            throw Damaged(error);
        }

        if (header is not { Width: > 0, Height: > 0 } size) throw new ImageFormatException("the image's header is damaged");
        if (size.Width > RgbImage.MaxSide || size.Height > RgbImage.MaxSide ||
            (long)size.Width * size.Height > RgbImage.MaxPixels)
        {
            throw new ImageFormatException(
                $"the image is {size.Width}x{size.Height} pixels; at most {RgbImage.MaxPixels / 1_000_000} megapixels and " +
                $"{RgbImage.MaxSide} a side are read");
        }
    }

    private static RgbImage Decode(Func<ImageResult> decode, ExifOrientation orientation)
    {
        try
        {
            var decoded = decode();
            return orientation.Apply(decoded.Width, decoded.Height, decoded.Data);
        }
        catch (Exception error) when (IsDecoderFailure(error))
        {
            throw Damaged(error);
        }
    }

    private static ImageResult WithLibrary(byte[] encoded) =>
        ImageResult.FromStream(new MemoryStream(encoded, writable: false), ColorComponents.RedGreenBlue);

    // StbImageSharp reports damaged files with plain exceptions, or with index and overflow errors when it reads past its tables.
    private static bool IsDecoderFailure(Exception error) => error is not (ImageFormatException or OutOfMemoryException or ThreadInterruptedException);

    // Without the decoder's reason, which is in a static field that other threads overwrite: the message becomes part of an artifact.
    private static ImageFormatException Damaged(Exception error) => new("the image is damaged or of an unsupported variant", error);

    private static ImageFormatException NotDecoded(byte[] encoded)
    {
        if (encoded.Length == 0) return new ImageFormatException("the file is empty");
        if (ForeignFormat.NameOf(encoded) is { } name) return ImageFormatException.Unsupported(name);
        return new ImageFormatException(
            "the format is not supported; convert the image to JPEG or PNG (JPEG, PNG, BMP and GIF can be read; the content counts, not the extension)");
    }
}
