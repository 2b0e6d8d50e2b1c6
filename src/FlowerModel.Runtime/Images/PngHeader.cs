namespace FlowerModel.Runtime.Images;

/// <summary>What the chunks of a PNG say about it.</summary>
internal sealed class PngHeader
{
    /// <summary>Width in pixels.</summary>
    public int Width { get; set; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; set; }

    /// <summary>Bits per sample: 1, 2, 4, 8 or 16.</summary>
    public int Depth { get; set; }

    /// <summary>The color type: 0 gray, 2 RGB, 3 palette, 4 gray with alpha, 6 RGB with alpha.</summary>
    public int ColorType { get; set; }

    /// <summary>True if the rows are in the seven passes of Adam7.</summary>
    public bool IsInterlaced { get; set; }

    /// <summary>The orientation of the eXIf chunk.</summary>
    public ExifOrientation Orientation { get; set; } = ExifOrientation.Upright;

    /// <summary>The significant bits of each channel (sBIT); empty if they are not given.</summary>
    public byte[] SignificantBits { get; set; } = [];

    /// <summary>Offset and length of the content of each IDAT chunk.</summary>
    public List<(int At, int Length)> Data { get; } = [];

    /// <summary>Length of the file up to the last complete chunk or the last byte of a data chunk.</summary>
    public int End { get; set; }

    /// <summary>True if there is an end chunk.</summary>
    public bool HasEnd { get; set; }
}
