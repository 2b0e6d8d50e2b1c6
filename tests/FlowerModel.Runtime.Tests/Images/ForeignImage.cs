using System.Text;

namespace FlowerModel.Runtime.Tests.Images;

/// <summary>Writes complete images in formats that are not supported.</summary>
internal static class ForeignImage
{
    /// <summary>The names of the formats as documentation would write them, with a file in each format.</summary>
    public static IReadOnlyDictionary<string, byte[]> All { get; } = new Dictionary<string, byte[]>
    {
        ["TGA"] = Tga(),
        ["PSD"] = Psd(),
        ["WebP"] = [.. "RIFF"u8, 26, 0, 0, 0, .. "WEBPVP8L"u8, 13, 0, 0, 0, 0x2F, 0, 0, 0, 0x10, 7, 0x10, 0x11, 0x11, 0x88, 0x88, 0xFE, 7, 0],
        ["TIFF"] = [.. "II"u8, 42, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        ["HEIC"] = [0, 0, 0, 24, .. "ftypheic"u8, 0, 0, 0, 0, .. "mif1heic"u8],
        ["AVIF"] = [0, 0, 0, 24, .. "ftypavif"u8, 0, 0, 0, 0, .. "mif1avif"u8],
    };

    /// <summary>A Truevision TGA with one uncompressed 24-bit pixel, stored as B, G, R: red 3, green 2, blue 1.</summary>
    public static byte[] Tga() => [0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 24, 0x20, 1, 2, 3];

    /// <summary>An Adobe Photoshop document with one uncompressed 8-bit RGB pixel, stored in planes: red 3, green 2, blue 1.</summary>
    public static byte[] Psd() =>
    [
        .. Encoding.ASCII.GetBytes("8BPS"), 0, 1, 0, 0, 0, 0, 0, 0, // version 1, six reserved bytes
        0, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 8, 0, 3, // channels, height, width, depth, mode RGB
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, // no color table, no resources, no layers
        0, 0, 3, 2, 1, // uncompressed
    ];
}
