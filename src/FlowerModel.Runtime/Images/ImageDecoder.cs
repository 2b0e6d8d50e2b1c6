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
        var orientation = ExifOrientation.Upright;
        var kind = ImageSignature.Recognize(encoded);
        switch (kind)
        {
            case ImageKind.Jpeg:
                orientation = JpegStructure.Check(encoded);
                break;
            case ImageKind.Png:
                PngStructure.Check(encoded);
                break;
            case ImageKind.Gif:
                GifStructure.Check(encoded);
                break;
            case ImageKind.Bmp:
                BmpStructure.Check(encoded);
                break;
            default:
                throw new ImageFormatException(encoded.Length == 0
                    ? "the file is empty"
                    : "the format is not supported; convert the image to JPEG or PNG " +
                        "(JPEG, PNG, BMP and GIF can be read; the content counts, not the extension)");
        }

        CheckSize(encoded);
        var decoded = DecodeWith(encoded, kind);
        return orientation.Apply(decoded.Width, decoded.Height, decoded.Data);
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

    private static ImageResult DecodeWith(byte[] encoded, ImageKind kind)
    {
        try
        {
            return kind == ImageKind.Jpeg
                ? JpegDecoder.Decode(encoded)
                : ImageResult.FromStream(new MemoryStream(encoded, writable: false), ColorComponents.RedGreenBlue);
        }
        catch (Exception error) when (IsDecoderFailure(error))
        {
            throw Damaged(error);
        }
    }

    // StbImageSharp reports damaged files with plain exceptions, or with index and overflow errors when it reads past its tables.
    private static bool IsDecoderFailure(Exception error) => error is not (OutOfMemoryException or ThreadInterruptedException);

    private static ImageFormatException Damaged(Exception error) =>
        new($"the image is damaged or of an unsupported variant (decoder: {error.Message})", error);
}
