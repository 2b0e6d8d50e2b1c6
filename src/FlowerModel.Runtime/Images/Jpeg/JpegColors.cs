namespace FlowerModel.Runtime.Images.Jpeg;

/// <summary>What the components of a JPEG are.</summary>
internal enum JpegColorSpace
{
    Gray,
    YCbCr,
    Rgb,
    Cmyk,
    Ycck,
}

/// <summary>Decides by libjpeg's rules what the components of a JPEG are (jdapimin.c, default_decompress_parms), and converts them to RGB.</summary>
internal static unsafe class JpegColors
{
    private const int NoTransform = 0;

    /// <summary>Returns what the components are.</summary>
    public static JpegColorSpace Of(ReadOnlySpan<JpegComponent> components, in JpegHeader header)
    {
        // Without an Adobe segment that names a transform, four components are CMYK.
        if (components.Length == 1) return JpegColorSpace.Gray;
        if (components.Length == 4) return header.AdobeTransform is null or NoTransform ? JpegColorSpace.Cmyk : JpegColorSpace.Ycck;

        // JFIF implies YCbCr. Without JFIF an Adobe segment decides, and without either the identifiers do.
        if (header.IsJfif) return JpegColorSpace.YCbCr;
        if (header.AdobeTransform is { } transform) return transform == NoTransform ? JpegColorSpace.Rgb : JpegColorSpace.YCbCr;
        return components[0].Id == 'R' && components[1].Id == 'G' && components[2].Id == 'B' ? JpegColorSpace.Rgb : JpegColorSpace.YCbCr;
    }

    /// <summary>Converts a row to RGB.</summary>
    /// <param name="space">What the components are.</param>
    /// <param name="rows">The row of each component.</param>
    /// <param name="rgb">Receives R, G and B of each pixel.</param>
    /// <param name="width">The number of pixels.</param>
    public static void ToRgb(JpegColorSpace space, byte** rows, byte* rgb, int width)
    {
        switch (space)
        {
            case JpegColorSpace.Gray:
                ColorConversion.Interleave(rgb, rows[0], rows[0], rows[0], width);
                break;
            case JpegColorSpace.YCbCr:
                ColorConversion.ToRgb(rgb, rows[0], rows[1], rows[2], width);
                break;
            case JpegColorSpace.Rgb:
                ColorConversion.Interleave(rgb, rows[0], rows[1], rows[2], width);
                break;
            case JpegColorSpace.Cmyk:
                // Like Adobe, all programs in use store CMYK inverted.
                ColorConversion.Interleave(rgb, rows[0], rows[1], rows[2], width);
                Multiply(rgb, rows[3], width, invert: 0);
                break;
            case JpegColorSpace.Ycck:
                ColorConversion.ToRgb(rgb, rows[0], rows[1], rows[2], width);
                Multiply(rgb, rows[3], width, invert: 255);
                break;
        }
    }

    private static void Multiply(byte* rgb, byte* black, int width, byte invert)
    {
        for (var i = 0; i < width * 3; i++)
        {
            // A product of two samples, divided by 255 and rounded.
            var product = ((rgb[i] ^ invert) * black[i / 3]) + 128;
            rgb[i] = (byte)((product + (product >> 8)) >> 8);
        }
    }
}
