using System.Text;
using FlowerModel.Pipeline.Store;

namespace FlowerModel.Pipeline.Data;

/// <summary>
/// Reads the entries of a folder one after the other, without the hidden ones and without folders that <see cref="IgnoredNames"/> names. Names are bytes,
/// because with many images a string per image takes much of the time of a build without changes.
/// </summary>
internal abstract class FolderReader : IDisposable
{
    // Most files of a folder have the extension of the file before.
    private ulong extension;
    private ImageNameKind kindOfExtension;

    /// <summary>Bytes that contain the name of the current entry in UTF-8.</summary>
    public byte[] Bytes { get; protected set; } = [];

    /// <summary>Where the name begins.</summary>
    public int Start { get; protected set; }

    /// <summary>Number of its bytes.</summary>
    public int Length { get; protected set; }

    /// <summary>What the current entry is.</summary>
    public EntryKind Kind { get; protected set; }

    /// <summary>The name of the current entry.</summary>
    public virtual string Name => Encoding.UTF8.GetString(Bytes, Start, Length);

    /// <summary>True if the current entry is a folder or a link to one.</summary>
    public bool IsFolder => Kind != EntryKind.File;

    /// <summary>True if the current entry is a file whose name has the extension of an image.</summary>
    public bool IsImage => Kind == EntryKind.File && KindOfName() == ImageNameKind.Image;

    /// <summary>True if the current entry is a file whose content decides whether it is an image.</summary>
    public bool MayBeImage => Kind == EntryKind.File && KindOfName() is ImageNameKind.NoExtension or ImageNameKind.OtherFormat;

    /// <summary>Opens a folder.</summary>
    /// <param name="folder">Full path.</param>
    /// <exception cref="IOException">The folder does not exist.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be read.</exception>
    public static FolderReader Open(string folder)
    {
        var handle = LinuxFolders.IsSupported ? LinuxFolders.Open(folder) : -1;
        return handle >= 0 ? new LinuxFolderReader(folder, handle) : new PortableFolderReader(folder);
    }

    /// <summary>Reads the next entry; returns false after the last one.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public bool Read()
    {
        while (ReadEntry())
        {
            // Files with such names have no extension of an image, so their names are compared only where other files are looked at.
            if (!IsFolder || !IgnoredNames.Contains(Name)) return true;
        }

        return false;
    }

    /// <summary>Returns true if the current entry is an image. Its content is looked at only if its name leaves that open.</summary>
    /// <param name="folder">Full path of the folder.</param>
    public bool IsImageIn(string folder) =>
        IsImage || (MayBeImage && !IgnoredNames.Contains(Name) && ImageContent.IsImage(Path.Combine(folder, Name)));

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>Reads the next entry that is not hidden; returns false after the last one.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    protected abstract bool ReadEntry();

    private ImageNameKind KindOfName()
    {
        var (value, length) = (0ul, 0);
        while (length < Length && Bytes[Start + Length - 1 - length] is var letter && letter != '.')
        {
            value = (value << 8) | letter;
            length++;
        }

        if (length == 0 || length == Length) return ImageNameKind.NoExtension;
        if (length > sizeof(ulong)) return ImageName.KindOf(Name);
        if (value != extension) (extension, kindOfExtension) = (value, ImageName.KindOf(Name));
        return kindOfExtension;
    }
}
