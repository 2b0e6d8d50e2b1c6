using FlowerModel.Runtime.Images.Exif;

namespace FlowerModel.Runtime.Images.Jpeg;

/// <summary>What the segments of a JPEG say about its coding.</summary>
internal struct JpegHeader
{
    /// <summary>True if there is a JFIF segment.</summary>
    public bool IsJfif { get; set; }

    /// <summary>The color transform of the last Adobe segment: 0 none, 1 YCbCr, 2 YCCK; null without such a segment.</summary>
    public int? AdobeTransform { get; set; }

    /// <summary>The orientation of the first EXIF segment that has one, or upright if none has.</summary>
    public ExifOrientation Orientation { get; set; }

    /// <summary>Offset of the length field of the last start-of-scan segment.</summary>
    public int LastScan { get; set; }

    /// <summary>True if there is an end-of-image marker.</summary>
    public bool HasEnd { get; set; }
}
