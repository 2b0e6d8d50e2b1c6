using System.Text;

namespace FlowerModel.Pipeline.Store;

/// <summary>
/// The files of an index in the form in which they are stored. A build without changes compares them as bytes, because an object per file would take
/// most of its time.
/// </summary>
/// <remarks>
/// Little-endian: number of folders, number of files; then each folder, sorted ordinally by path: number of files, length of the path, path with the
/// separator at its end; then its files, sorted ordinally by name: size, modification time, change time, inode (8 bytes each), flags, SHA-256, length
/// of the name, name, 0. Texts are UTF-8.
/// </remarks>
internal sealed class PackedFiles
{
    private const int ModifiedAt = 8;
    private const int ChangedAt = 16;
    private const int InodeAt = 24;
    private const int FlagsAt = 32;
    private const int HashAt = 33;
    private const int HashSize = 32;
    private const int LengthAt = HashAt + HashSize;
    private const int NameAt = LengthAt + 4;

    private readonly byte[] bytes;
    private readonly int start;
    private readonly int end;
    private readonly string[] folders;

    // The number of the first file of each folder, and last the number of all files.
    private readonly int[] firsts;

    // Where each file begins.
    private readonly int[] files;

    /// <summary>Finds the files in the bytes of an index.</summary>
    /// <param name="bytes">The bytes, which are not copied.</param>
    /// <param name="start">Where the files begin.</param>
    /// <param name="end">Where they end.</param>
    /// <exception cref="FormatException">The bytes contradict each other.</exception>
    public PackedFiles(byte[] bytes, int start, int end)
    {
        (this.bytes, this.start, this.end) = (bytes, start, end);
        var position = start;
        folders = new string[Count(ref position)];
        files = new int[Count(ref position)];
        firsts = new int[folders.Length + 1];
        var file = 0;
        for (var folder = 0; folder < folders.Length; folder++)
        {
            firsts[folder] = file;
            var count = Count(ref position);
            var length = Count(ref position);
            if (count > files.Length - file) throw new FormatException();
            folders[folder] = Encoding.UTF8.GetString(bytes, position, length);
            position += length;
            for (; count > 0; count--)
            {
                files[file++] = position;
                position = EndOfFile(position);
            }
        }

        firsts[folders.Length] = file;
        if (file != files.Length || position != end) throw new FormatException();
        foreach (var at in files)
        {
            if (HasFlag(at, IndexedFileFlags.Image)) ImageCount++;
        }
    }

    /// <summary>Number of files.</summary>
    public int Length => files.Length;

    /// <summary>Number of images of the dataset.</summary>
    public int ImageCount { get; }

    /// <summary>Writes the files.</summary>
    public void WriteTo(Stream stream)
    {
        stream.Write(bytes, start, end - start);
    }

    /// <summary>Returns the full path of a file.</summary>
    public string PathOf(int file) => folders[FolderOf(file)] + Encoding.UTF8.GetString(bytes, files[file] + NameAt, NameLength(file));

    /// <summary>Returns the files by full path.</summary>
    public Dictionary<string, IndexedFile> Unpack()
    {
        var unpacked = new Dictionary<string, IndexedFile>(files.Length, StringComparer.Ordinal);
        for (var file = 0; file < files.Length; file++)
        {
            var (at, hash) = (files[file], new byte[HashSize]);
            Buffer.BlockCopy(bytes, at + HashAt, hash, 0, HashSize);
            unpacked[PathOf(file)] = new IndexedFile(FactsAt(at), hash, HasFlag(at, IndexedFileFlags.Trusted), HasFlag(at, IndexedFileFlags.Image));
        }

        return unpacked;
    }

    /// <summary>Returns the images in a folder; null if it is not the folder of any file.</summary>
    /// <param name="folder">Full path without a separator at its end.</param>
    public PackedImageNames? ImagesIn(string folder)
    {
        var number = Array.BinarySearch(folders, folder + Path.DirectorySeparatorChar, StringComparer.Ordinal);
        if (number < 0) return null;
        var names = new PackedImageNames(bytes, firsts[number + 1] - firsts[number]);
        for (var file = firsts[number]; file < firsts[number + 1]; file++)
        {
            if (HasFlag(files[file], IndexedFileFlags.Image)) names.Add(files[file] + NameAt, NameLength(file));
        }

        return names;
    }

    /// <summary>Examines some files: notes which are not trusted, have other facts now, or no longer exist.</summary>
    /// <param name="first">The first file.</param>
    /// <param name="end">The file after the last one.</param>
    /// <param name="hits">Is set to true for these files.</param>
    public void FindOtherFacts(int first, int end, bool[] hits)
    {
        for (var folder = FolderOf(first); first < end; folder++)
        {
            var last = Math.Min(end, firsts[folder + 1]);
            using var facts = new FolderFacts(folders[folder]);
            for (; first < last; first++) hits[first] = HasOtherFacts(files[first], facts);
        }
    }

    private bool HasOtherFacts(int at, FolderFacts folder) =>
        !HasFlag(at, IndexedFileFlags.Trusted)
        || folder.TryRead(bytes, at + NameAt, LittleEndian.Int32(bytes, at + LengthAt)) is not { } facts
        || facts != FactsAt(at);

    private FileFacts FactsAt(int at) => new(
        Size: LittleEndian.Int64(bytes, at),
        Modified: LittleEndian.Int64(bytes, at + ModifiedAt),
        Changed: LittleEndian.Int64(bytes, at + ChangedAt),
        Inode: LittleEndian.Int64(bytes, at + InodeAt));

    private bool HasFlag(int at, IndexedFileFlags flag) => (bytes[at + FlagsAt] & (int)flag) != 0;

    private int NameLength(int file) => LittleEndian.Int32(bytes, files[file] + LengthAt);

    private int FolderOf(int file)
    {
        var (low, high) = (0, folders.Length);
        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            if (firsts[middle] <= file) low = middle;
            else high = middle;
        }

        return low;
    }

    // A number of things of at least one byte each, so it cannot exceed the number of bytes that follow.
    private int Count(ref int position)
    {
        if (end - position < 4) throw new FormatException();
        var count = LittleEndian.Int32(bytes, position);
        position += 4;
        return count >= 0 && count <= end - position ? count : throw new FormatException();
    }

    private int EndOfFile(int at)
    {
        if (end - at <= NameAt) throw new FormatException();
        var length = LittleEndian.Int32(bytes, at + LengthAt);
        if (length < 0 || length >= end - at - NameAt || bytes[at + NameAt + length] != 0) throw new FormatException();
        return at + NameAt + length + 1;
    }
}
