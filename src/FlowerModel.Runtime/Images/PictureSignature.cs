namespace FlowerModel.Runtime.Images;

/// <summary>A format that is decoded.</summary>
internal enum PictureKind
{
    Unknown,
    Jpeg,
    Png,
    Gif,
    Bmp,
}

/// <summary>Recognises a picture's format by its first bytes.</summary>
internal static class PictureSignature
{
    public static PictureKind Recognise(ReadOnlySpan<byte> encoded)
    {
        if (encoded is [0xFF, 0xD8, 0xFF, ..]) return PictureKind.Jpeg;
        if (encoded.StartsWith(PngStructure.Signature)) return PictureKind.Png;
        if (encoded.StartsWith("GIF87a"u8) || encoded.StartsWith("GIF89a"u8)) return PictureKind.Gif;
        return encoded.StartsWith("BM"u8) ? PictureKind.Bmp : PictureKind.Unknown;
    }
}
