using System.Buffers.Binary;

namespace FlowerModel.Runtime.Images;

/// <summary>Recognizes formats that cannot be decoded, so that a message can name them.</summary>
internal static class ForeignFormat
{
    private static readonly (byte[] Signature, string Name)[] Signatures =
    [
        ("8BPS"u8.ToArray(), "the PSD format"),
        ("II*\0"u8.ToArray(), "the TIFF format"),
        ("MM\0*"u8.ToArray(), "the TIFF format"),
        ("II+\0"u8.ToArray(), "the TIFF format"),
        ("MM\0+"u8.ToArray(), "the TIFF format"),
        ([0xFF, 0x0A], "the JPEG XL format"),
        ([0, 0, 0, 12, .. "JXL "u8], "the JPEG XL format"),
        ([0, 0, 0, 12, .. "jP  "u8], "the JPEG 2000 format"),
        ([0xFF, 0x4F, 0xFF, 0x51], "the JPEG 2000 format"),
        ([0, 0, 1, 0], "the ICO format"),
        ("qoif"u8.ToArray(), "the QOI format"),
        ("DDS "u8.ToArray(), "the DDS format"),
        ([0x76, 0x2F, 0x31, 0x01], "the OpenEXR format"),
        ("#?RADIANCE"u8.ToArray(), "the Radiance HDR format"),
        ("%PDF"u8.ToArray(), "the PDF format"),
    ];

    /// <summary>Returns the name of the format; null if it is not known.</summary>
    public static string? NameOf(ReadOnlySpan<byte> encoded)
    {
        foreach (var (signature, name) in Signatures)
        {
            if (encoded.StartsWith(signature)) return name;
        }

        if (encoded.StartsWith("RIFF"u8) && encoded.Length >= 12 && encoded.Slice(8, 4).SequenceEqual("WEBP"u8)) return "the WebP format";
        if (encoded.Length >= 12 && encoded.Slice(4, 4).SequenceEqual("ftyp"u8)) return NameOfMedia(encoded);
        if (encoded is [(byte)'P', >= (byte)'1' and <= (byte)'7', (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t', ..]) return "the Netpbm format";
        return NameOfText(encoded) ?? (IsTga(encoded) ? "the TGA format" : null);
    }

    // ISO/IEC 14496-12: a box with the main brand, a version and compatible brands. The main brand of HEIC and AVIF can be one that they share.
    private static string NameOfMedia(ReadOnlySpan<byte> encoded)
    {
        var length = (int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(encoded), (uint)encoded.Length);
        for (var at = 8; at + 4 <= length; at += 4)
        {
            var brand = encoded.Slice(at, 4);
            if (brand.SequenceEqual("avif"u8) || brand.SequenceEqual("avis"u8)) return "the AVIF format";
            if (brand.StartsWith("hei"u8) || brand.StartsWith("hev"u8)) return "the HEIC format";
        }

        return encoded.Slice(8, 4).SequenceEqual("mif1"u8) ? "the HEIF format" : "a video or other media file";
    }

    private static string? NameOfText(ReadOnlySpan<byte> encoded)
    {
        var text = encoded[..Math.Min(encoded.Length, 1024)];
        if (text is [0xEF, 0xBB, 0xBF, ..]) text = text[3..];
        text = text.TrimStart(" \t\r\n"u8);
        if (text is not [(byte)'<', ..]) return null;
        if (text.IndexOf("<svg"u8) >= 0) return "the SVG format";
        return text.IndexOf("<html"u8) >= 0 || text.IndexOf("<!DOCTYPE html"u8) >= 0 || text.IndexOf("<!doctype html"u8) >= 0 ? "a web page" : null;
    }

    // Truevision TGA 2.0 has no signature at its beginning: the fields of its header have few valid values.
    private static bool IsTga(ReadOnlySpan<byte> encoded) =>
        encoded.Length > 18
        && encoded[1] <= 1
        && encoded[2] is 1 or 2 or 3 or 9 or 10 or 11
        && encoded[1] == (encoded[2] is 1 or 9 ? 1 : 0)
        && BinaryPrimitives.ReadUInt16LittleEndian(encoded[12..]) > 0
        && BinaryPrimitives.ReadUInt16LittleEndian(encoded[14..]) > 0
        && encoded[16] is 8 or 15 or 16 or 24 or 32
        && (encoded[17] & 0xC0) == 0;
}
