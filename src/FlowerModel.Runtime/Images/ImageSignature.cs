namespace FlowerModel.Runtime.Images;

/// <summary>The image formats that can be decoded.</summary>
internal enum ImageKind
{
    Unknown,
    Jpeg,
    Png,
    Gif,
    Bmp,
}

/// <summary>Recognizes an image's format by its first bytes.</summary>
internal static class ImageSignature
{
    public static ImageKind Recognize(ReadOnlySpan<byte> encoded)
    {
        if (encoded is [0xFF, 0xD8, 0xFF, ..]) return ImageKind.Jpeg;
        if (encoded.StartsWith(PngStructure.Signature)) return ImageKind.Png;
        if (encoded.StartsWith("GIF87a"u8) || encoded.StartsWith("GIF89a"u8)) return ImageKind.Gif;
        return encoded.StartsWith("BM"u8) ? ImageKind.Bmp : ImageKind.Unknown;
    }
}
