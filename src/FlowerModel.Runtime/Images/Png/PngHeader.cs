using FlowerModel.Runtime.Images.Exif;

namespace FlowerModel.Runtime.Images.Png;

/// <summary>What the chunks of a PNG say about it.</summary>
internal sealed class PngHeader
{
    private const int PaletteBytes = 256 * 3;

    /// <summary>Width in pixels.</summary>
    public int Width { get; private set; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; private set; }

    /// <summary>Bits per sample: 1, 2, 4, 8 or 16.</summary>
    public int Depth { get; private set; }

    /// <summary>The color type: 0 gray, 2 RGB, 3 palette, 4 gray with alpha, 6 RGB with alpha.</summary>
    public int ColorType { get; private set; }

    /// <summary>True if the rows are in the seven passes of Adam7.</summary>
    public bool IsInterlaced { get; private set; }

    /// <summary>Samples per pixel.</summary>
    public int Samples => ColorType switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };

    /// <summary>True if a chunk for Apple's variant comes first: the compressed data has no zlib header.</summary>
    public bool IsRaw { get; set; }

    /// <summary>The orientation of the eXIf chunk.</summary>
    public ExifOrientation Orientation { get; set; }

    /// <summary>The significant bits of each channel (sBIT); empty if they are not given.</summary>
    public byte[] SignificantBits { get; set; } = [];

    /// <summary>R, G and B of each color, black if the file does not have as many.</summary>
    public byte[] Palette { get; } = new byte[PaletteBytes];

    /// <summary>True if there is a palette.</summary>
    public bool HasPalette { get; private set; }

    /// <summary>Offset and length of the content of each IDAT chunk.</summary>
    public List<(int At, int Length)> Data { get; } = [];

    /// <summary>True if there is an end chunk.</summary>
    public bool HasEnd { get; set; }

    /// <summary>True if a chunk contradicts the specification in a way that leaves the image undefined.</summary>
    public bool IsDamaged { get; set; }

    /// <summary>Forgets the last file.</summary>
    public void Clear()
    {
        (Width, Height, Depth, ColorType, IsInterlaced) = (0, 0, 0, 0, false);
        (IsRaw, HasPalette, HasEnd, IsDamaged) = (false, false, false, false);
        Orientation = ExifOrientation.Upright;
        SignificantBits = [];
        Data.Clear();
        Array.Clear(Palette);
    }

    /// <summary>Sets what the header chunk says. Returns false if it is invalid.</summary>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="rest">Depth, color type, and the methods of compression, filtering and interlacing.</param>
    public bool SetImage(uint width, uint height, ReadOnlySpan<byte> rest)
    {
        if (Width != 0 || width is 0 or > int.MaxValue || height is 0 or > int.MaxValue) return false;
        (Width, Height, Depth, ColorType, IsInterlaced) = ((int)width, (int)height, rest[0], rest[1], rest[4] == 1);
        return Depth is 1 or 2 or 4 or 8 or 16 && ColorType is 0 or 2 or 3 or 4 or 6 && !(ColorType == 3 && Depth == 16)
            && rest[2] == 0 && rest[3] == 0 && rest[4] <= 1;
    }

    /// <summary>Sets the palette. Returns false if it is invalid.</summary>
    public bool SetPalette(ReadOnlySpan<byte> colors)
    {
        if (colors.Length > PaletteBytes || colors.Length % 3 != 0) return false;
        colors.CopyTo(Palette);
        HasPalette |= colors.Length > 0;
        return true;
    }
}
