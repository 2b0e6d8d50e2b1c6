namespace FlowerModel.Pipeline.Data;

/// <summary>What a file's name says about it.</summary>
public enum ImageNameKind
{
    /// <summary>The extension of a format that is decoded. A file that turns out to be something else causes a warning.</summary>
    Image,

    /// <summary>The extension of an image format that is not decoded. The file is an image only if its content is.</summary>
    OtherFormat,

    /// <summary>No extension. The file is an image only if its content is.</summary>
    NoExtension,

    /// <summary>Any other extension: notes, annotations, databases.</summary>
    Other,
}

/// <summary>Distinguishes images from other files by their names. How a file is decoded depends only on its content.</summary>
public static class ImageName
{
    private static readonly HashSet<string> Decoded = new(StringComparer.OrdinalIgnoreCase)
    {
        ".jpg", ".jpeg", ".jpe", ".jfif", ".jif", ".jfi", ".pjpeg", ".pjp", ".png", ".bmp", ".dib", ".gif",
    };

    private static readonly HashSet<string> Others = new(StringComparer.OrdinalIgnoreCase)
    {
        ".tga", ".psd", ".psb", ".webp", ".tif", ".tiff", ".heic", ".heif", ".hif", ".avif", ".jxl", ".jp2", ".j2k", ".jpf", ".jpx", ".jls",
        ".ico", ".svg", ".pcx", ".pbm", ".pgm", ".ppm", ".pnm", ".exr", ".hdr", ".qoi", ".dds",
        ".dng", ".cr2", ".cr3", ".nef", ".arw", ".orf", ".raf", ".rw2", ".raw",
    };

    /// <summary>Returns what the name says.</summary>
    /// <param name="path">A file name, with or without a path.</param>
    public static ImageNameKind KindOf(string path)
    {
        var extension = Path.GetExtension(path);
        if (extension.Length == 0) return ImageNameKind.NoExtension;
        if (Decoded.Contains(extension)) return ImageNameKind.Image;
        return Others.Contains(extension) ? ImageNameKind.OtherFormat : ImageNameKind.Other;
    }

    /// <summary>Returns true if the name has the extension of a format that is decoded.</summary>
    /// <param name="path">A file name, with or without a path.</param>
    public static bool IsImage(string path) => KindOf(path) == ImageNameKind.Image;
}
