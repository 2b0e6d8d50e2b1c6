using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Store;

/// <summary>
/// The hashes of local files, kept in a model's index so that a file is read only if its size, times or inode have changed. Content decides what
/// is built; this only saves reading it. Links are followed.
/// </summary>
public sealed class StatCache
{
    private readonly string path;
    private FileIndex index;
    private HashSet<string>? used;
    private bool changed;

    private StatCache(string path, FileIndex index) => (this.path, this.index) = (path, index);

    /// <summary>Returns the current time in UTC; tests set it, because a file that has just been written is not trusted.</summary>
    internal Func<DateTime> Clock { get; set; } = static () => DateTime.UtcNow;

    /// <summary>Number of files that were read since <see cref="Open"/>.</summary>
    public int FilesHashed { get; private set; }

    /// <summary>What the file contains, including changes that have not been saved.</summary>
    internal FileIndex Index => index;

    /// <summary>Opens the index in a file. A missing or damaged file is treated as an empty index, and replaced by <see cref="Save"/>.</summary>
    public static StatCache Open(string path)
    {
        try
        {
            if (File.Exists(path) && FileIndexFormat.TryRead(File.ReadAllBytes(path)) is { } index) return new StatCache(path, index);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Only time is lost.
        }

        return Empty(path);
    }

    /// <summary>Returns a cache without entries, so that every file is hashed again. <see cref="Save"/> replaces the entries in the file.</summary>
    public static StatCache Empty(string path) => new(path, new FileIndex(new Dictionary<string, IndexedFile>(StringComparer.Ordinal)));

    /// <summary>Returns the hash and size of a file, which is read only if its size, times or inode have changed.</summary>
    /// <param name="file">Full path.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public (string Sha256, long Size) Hash(string file)
    {
        var current = Update(file, isImage: false);
        return (Hashing.ToHex(current.Hash), current.Facts.Size);
    }

    /// <summary>Returns the hash and size of an image of the dataset, as <see cref="Hash"/> does.</summary>
    /// <param name="file">Full path.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public (string Sha256, long Size) HashImage(string file)
    {
        var current = Update(file, isImage: true);
        return (Hashing.ToHex(current.Hash), current.Facts.Size);
    }

    /// <summary>Returns true if a file still has the content that it had when it was last hashed; false also if it was never hashed or is gone.</summary>
    /// <param name="file">Full path.</param>
    internal bool IsUnchanged(string file)
    {
        if (!index.Files.TryGetValue(file, out var known)) return false;
        try
        {
            return Update(file, known.IsImage).HasHashOf(known);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Returns the full paths of the files whose content is unknown until they are read: their facts have changed or are not trusted.</summary>
    /// <param name="cancellation">Ends the examination early; the result is then incomplete.</param>
    internal List<string> FindOtherFacts(CancellationToken cancellation)
    {
        var packed = index.Packed;
        var paths = new List<string>();
        foreach (var file in ManyFiles.Where(packed.Length, packed.FindOtherFacts, cancellation)) paths.Add(packed.PathOf(file));
        return paths;
    }

    /// <summary>Returns true if the file was written longer ago than that.</summary>
    internal bool IsOlderThan(TimeSpan age) => Clock() - File.GetLastWriteTimeUtc(path) > age;

    /// <summary>
    /// Begins a build that may change something. Until it is finished, the index does not describe a finished build; files in use are noted.
    /// </summary>
    internal void Begin()
    {
        used = new HashSet<string>(StringComparer.Ordinal);
        changed |= index.Finished.Length > 0;
        index = index.WithoutBuild();
    }

    /// <summary>Records the finished build, and drops all files that it did not use.</summary>
    /// <param name="settings">Hash of its settings.</param>
    /// <param name="notes">Texts to keep with it.</param>
    /// <param name="warnings">The warnings to repeat.</param>
    internal void Finish(string settings, IReadOnlyList<string> notes, IReadOnlyList<Diagnostic> warnings)
    {
        if (used is null) throw new InvalidOperationException($"{nameof(Begin)} was not called.");
        var kept = new Dictionary<string, IndexedFile>(StringComparer.Ordinal);
        foreach (var file in used) kept.Add(file, index.Files[file]);
        index = new FileIndex(kept) { Finished = settings, Notes = [.. notes], Warnings = [.. warnings] };
        changed = true;
    }

    /// <summary>Forgets everything, also in the file, because something contradicts it.</summary>
    internal void Forget()
    {
        (index, changed) = (Empty(path).index, true);
        Save();
    }

    /// <summary>Writes the file if anything changed. A failed write only costs time, so it is not an error.</summary>
    public void Save()
    {
        if (!changed) return;
        try
        {
            AtomicFile.Write(path, stream =>
            {
                var bytes = FileIndexFormat.Write(index);
                stream.Write(bytes, 0, bytes.Length);
            });
            changed = false;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The next build hashes again.
        }
    }

    private IndexedFile Update(string file, bool isImage)
    {
        var facts = FileFacts.TryRead(file);
        index.Files.TryGetValue(file, out var known);
        // A file that this build also uses in another way stays an image of the dataset.
        isImage |= known is { IsImage: true } && used?.Contains(file) == true;
        if (facts is null || known is not { IsTrusted: true } || known.Facts != facts)
        {
            FilesHashed++;
            known = Read(file, facts, isImage, known);
        }

        used?.Add(file);
        if (known.IsImage != isImage) Add(file, known = new IndexedFile(known.Facts, known.Hash, known.IsTrusted, isImage));
        return known;
    }

    private IndexedFile Read(string file, FileFacts? before, bool isImage, IndexedFile? known)
    {
        var now = Clock();
        var (hash, size) = Hashing.BytesOfFile(file);
        var facts = before is { } seen && seen.Size == size ? seen : new FileFacts(size, 0, 0, 0);
        var isTrusted = facts == before && facts.AreSettled(now) && facts == FileFacts.TryRead(file);
        var read = new IndexedFile(facts, hash, isTrusted, isImage);
        if (known is null || isTrusted || !read.HasHashOf(known) || facts != known.Facts) Add(file, read);
        return read;
    }

    private void Add(string file, IndexedFile read)
    {
        index.Set(file, read);
        changed = true;
    }
}
