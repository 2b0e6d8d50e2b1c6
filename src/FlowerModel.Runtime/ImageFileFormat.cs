namespace FlowerModel.Runtime;

/// <summary>The format of an image file, recognized by its first bytes.</summary>
public enum ImageFileFormat
{
    /// <summary>Not recognized; probably not an image.</summary>
    Unknown,

    /// <summary>A format that is recognized but not decoded, such as WebP, HEIC, TIFF or PDF.</summary>
    Unsupported,

    /// <summary>JPEG.</summary>
    Jpeg,

    /// <summary>PNG.</summary>
    Png,

    /// <summary>GIF; of an animation, the first image is decoded.</summary>
    Gif,

    /// <summary>BMP.</summary>
    Bmp,
}
