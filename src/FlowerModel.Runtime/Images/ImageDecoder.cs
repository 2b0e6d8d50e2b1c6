using FlowerModel.Runtime.Images.Buffers;
using FlowerModel.Runtime.Images.Jpeg;
using FlowerModel.Runtime.Images.Png;
using StbImageSharp;

namespace FlowerModel.Runtime.Images;

/// <summary>
/// The only decoder: recognizes the format, checks that the file is complete and not too large, decodes it and turns the image upright. JPEG and PNG are
/// decoded by <see cref="JpegDecoder"/> and <see cref="PngDecoder"/>, the other formats by StbImageSharp.
/// </summary>
internal static unsafe class ImageDecoder
{
    private static readonly InstancePool<JpegDecoder> JpegDecoders = new();
    private static readonly InstancePool<PngDecoder> PngDecoders = new();

    /// <summary>Decodes an image.</summary>
    /// <param name="encoded">The whole file.</param>
    /// <param name="isPooled">True for pixels in memory from the pool, which the caller returns.</param>
    /// <exception cref="ImageFormatException">The content is not a complete image in a supported format.</exception>
    public static PixelBuffer Decode(ReadOnlySpan<byte> encoded, bool isPooled)
    {
        switch (ImageSignature.Recognize(encoded))
        {
            case ImageKind.Jpeg:
                return DecodeJpeg(encoded, isPooled);
            case ImageKind.Png:
                return DecodePng(encoded, isPooled);
            case ImageKind.Gif:
                GifStructure.Check(encoded);
                break;
            case ImageKind.Bmp:
                BmpStructure.Check(encoded);
                break;
            default:
                throw NotDecoded(encoded);
        }

        var file = encoded.ToArray();
        CheckSize(file);
        return WithLibrary(file, isPooled);
    }

    private static PixelBuffer DecodeJpeg(ReadOnlySpan<byte> encoded, bool isPooled)
    {
        var header = JpegStructure.Read(encoded);
        var decoder = JpegDecoders.Rent();
        try
        {
            fixed (byte* file = encoded)
            {
                if (!decoder.TryReadHeader(file, encoded.Length)) throw DamagedHeader();
                CheckSize(decoder.Width, decoder.Height);
                if (header.HasEnd) return DecodeJpeg(decoder, header, isPooled);
            }

            var end = decoder.FindEnd(encoded, header);
            if (end < 0) throw JpegStructure.Truncated();
            byte[] whole = [.. encoded[..end], 0xFF, 0xD9];
            fixed (byte* file = whole)
            {
                if (!decoder.TryReadHeader(file, whole.Length)) throw DamagedHeader();
                return DecodeJpeg(decoder, header, isPooled);
            }
        }
        finally
        {
            JpegDecoders.Return(decoder);
        }
    }

    private static PixelBuffer DecodeJpeg(JpegDecoder decoder, in JpegHeader header, bool isPooled)
    {
        var pixels = new PixelBuffer(decoder.Width, decoder.Height, isPooled);
        if (decoder.TryDecode(header, pixels.Pixels)) return pixels.Turned(header.Orientation);
        pixels.Dispose();
        throw Damaged(null);
    }

    private static PixelBuffer DecodePng(ReadOnlySpan<byte> encoded, bool isPooled)
    {
        var decoder = PngDecoders.Rent();
        try
        {
            var header = decoder.Header;
            PngStructure.Read(encoded, header);
            if (header.IsDamaged) throw DamagedHeader();
            CheckSize(header.Width, header.Height);
            var pixels = new PixelBuffer(header.Width, header.Height, isPooled);
            fixed (byte* file = encoded)
            {
                if (decoder.TryDecode(file, pixels.Pixels)) return pixels.Turned(header.Orientation);
            }

            pixels.Dispose();
            throw header.HasEnd ? Damaged(null) : PngStructure.Truncated();
        }
        finally
        {
            PngDecoders.Return(decoder);
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

        if (header is not { Width: > 0, Height: > 0 } size) throw DamagedHeader();
        CheckSize(size.Width, size.Height);
    }

    private static void CheckSize(int width, int height)
    {
        if (width > RgbImage.MaxSide || height > RgbImage.MaxSide || (long)width * height > RgbImage.MaxPixels)
        {
            throw new ImageFormatException(
                $"the image is {width}x{height} pixels; at most {RgbImage.MaxPixels / 1_000_000} megapixels and " +
                $"{RgbImage.MaxSide} a side are read");
        }
    }

    private static PixelBuffer WithLibrary(byte[] encoded, bool isPooled)
    {
        try
        {
            var decoded = ImageResult.FromStream(new MemoryStream(encoded, writable: false), ColorComponents.RedGreenBlue);
            var pixels = new PixelBuffer(decoded.Width, decoded.Height, isPooled);
            decoded.Data.CopyTo(pixels.Pixels);
            return pixels;
        }
        catch (Exception error) when (IsDecoderFailure(error))
        {
            throw Damaged(error);
        }
    }

    // StbImageSharp reports damaged files with plain exceptions, or with index and overflow errors when it reads past its tables.
    private static bool IsDecoderFailure(Exception error) => error is not (ImageFormatException or OutOfMemoryException or ThreadInterruptedException);

    // Without the decoder's reason, which is in a static field that other threads overwrite: the message becomes part of an artifact.
    private static ImageFormatException Damaged(Exception? error) => new("the image is damaged or of an unsupported variant", error);

    private static ImageFormatException DamagedHeader() => new("the image's header is damaged");

    private static ImageFormatException NotDecoded(ReadOnlySpan<byte> encoded)
    {
        if (encoded.Length == 0) return new ImageFormatException("the file is empty");
        if (ForeignFormat.NameOf(encoded) is { } name) return ImageFormatException.Unsupported(name);
        return new ImageFormatException(
            "the format is not supported; convert the image to JPEG or PNG (JPEG, PNG, BMP and GIF can be read; the content counts, not the extension)");
    }
}
