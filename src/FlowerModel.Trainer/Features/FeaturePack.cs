using System.Formats.Tar;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Trainer.Features;

/// <summary>
/// Stored activations of several images in one tar file, which another machine takes over. The entries are the files of the store under their relative
/// paths, in a fixed order and without dates and owners, so the same activations are the same bytes.
/// </summary>
internal static class FeaturePack
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Writes a file.</summary>
    /// <param name="path">Full path of the file.</param>
    /// <param name="store">The store.</param>
    /// <param name="keys">What to pack; all of it must be stored.</param>
    public static void Write(string path, FeatureStore store, IEnumerable<FeatureKey> keys)
    {
        using var tar = new TarWriter(File.Create(path), TarEntryFormat.Gnu); // Pax headers contain the number of the process
        foreach (var key in keys.OrderBy(key => key.RelativePath(), StringComparer.Ordinal))
        {
            using var content = File.OpenRead(store.PathOf(key));
            tar.WriteEntry(new GnuTarEntry(TarEntryType.RegularFile, key.RelativePath())
            {
                DataStream = content,
                Mode = Mode,
                ModificationTime = DateTimeOffset.UnixEpoch,
            });
        }
    }

    /// <summary>
    /// Adds activations from files to a store where they are missing. A file with other bytes than expected is ignored, and so is everything in a file
    /// that was not asked for: what is missing in the end is computed.
    /// </summary>
    /// <param name="files">Full paths of the files and their SHA-256.</param>
    /// <param name="store">The store.</param>
    /// <param name="wanted">What is needed.</param>
    /// <param name="cancellation">Cancels between two files.</param>
    public static void Add(
        IReadOnlyDictionary<string, string> files,
        FeatureStore store,
        IEnumerable<(FeatureKey Key, IReadOnlyList<int> Shape)> wanted,
        CancellationToken cancellation)
    {
        if (files.Count == 0) return;
        var missing = wanted.Where(stored => !store.Contains(stored.Key, stored.Shape))
            .ToDictionary(stored => stored.Key.RelativePath(), StringComparer.Ordinal);
        foreach (var (path, sha256) in files)
        {
            if (missing.Count == 0) return;
            cancellation.ThrowIfCancellationRequested();
            if (File.Exists(path) && Hashing.OfFile(path) == sha256) Add(path, store, missing);
        }
    }

    private static void Add(string path, FeatureStore store, Dictionary<string, (FeatureKey Key, IReadOnlyList<int> Shape)> missing)
    {
        using var tar = new TarReader(File.OpenRead(path));
        try
        {
            while (tar.GetNextEntry() is { } entry)
            {
                if (entry.DataStream is null || !missing.Remove(entry.Name, out var stored)) continue;
                if (entry.Length != FeatureStore.FileLength(stored.Key.Format, stored.Shape)) continue;
                var content = new byte[entry.Length];
                entry.DataStream.ReadExactly(content);
                store.TryAdd(stored.Key, stored.Shape, content);
            }
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException)
        {
            // The hash shows that these are the bytes that were stored, but not that they are a whole file.
        }
    }
}
