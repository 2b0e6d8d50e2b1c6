namespace FlowerModel.Runtime.Images.Jpeg;

/// <summary>
/// Decides by libjpeg's rules what the components of a JPEG are. StbImageSharp has other rules: it takes four components without an Adobe segment for
/// YCbCr, and does not recognize JFIF. Where its answer would differ, a copy of the file says explicitly what the components are.
/// </summary>
internal static class JpegColors
{
    private const int NoTransform = 0;
    private const int YCbCr = 1;
    private const int Ycck = 2;

    /// <summary>Returns a file whose components StbImageSharp interprets correctly: the given one wherever possible.</summary>
    /// <param name="jpeg">The whole file; not changed.</param>
    /// <param name="header">Its header.</param>
    public static byte[] MakeExplicit(byte[] jpeg, JpegHeader header)
    {
        var hasRgbIds = header.ComponentIds.AsSpan().SequenceEqual("RGB"u8);
        if (header.ComponentIds.Length == 4)
        {
            // CMYK, unless an Adobe segment names a transform. Like Adobe, all programs in use store CMYK inverted.
            var transform = header.AdobeTransform is null or NoTransform ? NoTransform : Ycck;
            return header.AdobeTransform == transform ? jpeg : WithTransform(jpeg, header, transform);
        }

        // JFIF implies YCbCr. Without JFIF an Adobe segment decides, and without either the identifiers do.
        if (header.ComponentIds.Length != 3 || (!header.IsJfif && header.AdobeTransform is null or NoTransform)) return jpeg;
        if (hasRgbIds) jpeg = WithNumberedComponents(jpeg, header);
        return header.AdobeTransform == NoTransform ? WithTransform(jpeg, header, YCbCr) : jpeg;
    }

    // The decoder uses the last Adobe segment before the image data.
    private static byte[] WithTransform(byte[] jpeg, JpegHeader header, int transform)
    {
        var at = header.Scans[0] - 2;
        return [.. jpeg.AsSpan(0, at), 0xFF, 0xEE, 0, 14, .. "Adobe\0"u8, 100, 0, 0, 0, 0, (byte)transform, .. jpeg.AsSpan(at)];
    }

    private static byte[] WithNumberedComponents(byte[] jpeg, JpegHeader header)
    {
        var renamed = (byte[])jpeg.Clone();
        for (var i = 0; i < header.ComponentIds.Length; i++) renamed[header.ComponentsAt + (3 * i)] = (byte)(i + 1);
        foreach (var scan in header.Scans)
        {
            for (var i = 0; i < jpeg[scan + 2]; i++)
            {
                var at = scan + 3 + (2 * i);
                renamed[at] = (byte)(Array.IndexOf(header.ComponentIds, jpeg[at]) + 1);
            }
        }

        return renamed;
    }
}
