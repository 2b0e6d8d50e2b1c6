using System.Security.Cryptography;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Store;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Maintenance;

/// <summary>Reads everything in the cache whose bytes have a recorded hash, and removes what is damaged.</summary>
public static class CacheVerifier
{
    // The file of stored features (the trainer's FeatureStore): a header of 64 bytes that ends with the SHA-256 of the data after it.
    private const int FeaturesHeader = 64;
    private const int ChecksumAt = 32;

    /// <summary>Checks the entries.</summary>
    /// <param name="entries">The entries.</param>
    /// <param name="progress">Receives the number of entries checked so far.</param>
    /// <param name="cancellation">Cancels the check.</param>
    /// <returns>The damaged entries, which were removed unless they are in use or write-protected.</returns>
    public static IReadOnlyList<CacheEntry> RemoveDamaged(IReadOnlyList<CacheEntry> entries, Action<int> progress, CancellationToken cancellation)
    {
        var damaged = new List<CacheEntry>();
        for (var i = 0; i < entries.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!IsIntact(entries[i]))
            {
                CachePruner.TryDelete(entries[i]);
                damaged.Add(entries[i]);
            }

            progress(i + 1);
        }

        return damaged;
    }

    private static bool IsIntact(CacheEntry entry)
    {
        try
        {
            return entry.Kind switch
            {
                CacheEntryKind.Artifact => Hashing.OfFile(entry.Path) == Path.GetFileName(entry.Path),
                CacheEntryKind.BaseWeights => Hashing.OfFile(entry.Path) == Path.GetFileNameWithoutExtension(entry.Path),
                CacheEntryKind.Dataset => ExtractedImages.AreIntact(entry.Path),
                CacheEntryKind.Features => HasChecksum(File.ReadAllBytes(entry.Path)),
                // The trainer checks checkpoints, epochs and answers before it uses them.
                _ => true,
            };
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            // A build removed it meanwhile.
            return true;
        }
    }

    private static bool HasChecksum(byte[] file)
    {
        if (file.Length < FeaturesHeader) return false;
        using var algorithm = SHA256.Create();
        return algorithm.ComputeHash(file, FeaturesHeader, file.Length - FeaturesHeader).SequenceEqual(file.Skip(ChecksumAt).Take(FeaturesHeader - ChecksumAt));
    }
}
