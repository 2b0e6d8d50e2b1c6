namespace FlowerModel.Runtime.Images.Jpeg;

/// <summary>What the segments of a JPEG say about its coding.</summary>
internal sealed class JpegHeader
{
    /// <summary>True if there is a JFIF segment.</summary>
    public bool IsJfif { get; set; }

    /// <summary>The color transform of the last Adobe segment: 0 none, 1 YCbCr, 2 YCCK; null without such a segment.</summary>
    public int? AdobeTransform { get; set; }

    /// <summary>The frame's component identifiers.</summary>
    public byte[] ComponentIds { get; set; } = [];

    /// <summary>Offset of the first component of the frame.</summary>
    public int ComponentsAt { get; set; }

    /// <summary>Offsets of the length fields of all start-of-scan segments.</summary>
    public List<int> Scans { get; } = [];

    /// <summary>True if there is an end-of-image marker.</summary>
    public bool HasEnd { get; set; }
}
