using System.Text;
using FlowerModel.Pipeline.Store;

namespace FlowerModel.Pipeline.Data;

/// <summary>
/// Reads the entries of a folder one after the other, without the hidden ones. Names are bytes, because with many images a string per image takes much
/// of the time of a build without changes.
/// </summary>
internal abstract class FolderReader : IDisposable
{
    // Most files of a folder have the extension of the file before.
    private ulong extension;
    private bool isExtensionOfImage;

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

    /// <summary>True if the current entry is a file whose name has the extension of an image.</summary>
    public bool IsImage => Kind == EntryKind.File && HasExtensionOfImage();

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
    public abstract bool Read();

    /// <inheritdoc/>
    public abstract void Dispose();

    private bool HasExtensionOfImage()
    {
        var (value, length) = (0ul, 0);
        while (length < Length && Bytes[Start + Length - 1 - length] is var letter && letter != '.')
        {
            value = (value << 8) | letter;
            length++;
        }

        if (length == Length || length > sizeof(ulong)) return FolderScanner.IsImageName(Name);
        if (value != extension) (extension, isExtensionOfImage) = (value, FolderScanner.IsImageName(Name));
        return isExtensionOfImage;
    }
}
