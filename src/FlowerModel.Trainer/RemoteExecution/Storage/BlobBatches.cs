using FlowerModel.Trainer.RemoteExecution.Content;

namespace FlowerModel.Trainer.RemoteExecution.Storage;

/// <summary>Which blobs travel together in one message, and which alone in a stream.</summary>
internal static class BlobBatches
{
    // Digest, status and the lengths of fields, generously; they count for the limit of the message.
    private const int Overhead = 128;

    // The limit of bytes alone allows many empty blobs.
    private const int MaxBlobs = 4_000;

    /// <summary>True if a blob fits into a batch.</summary>
    public static bool Fits(BlobDigest digest, long limit) => digest.Size + Overhead <= limit;

    /// <summary>Splits the items whose blobs fit into batches; leaves out the others.</summary>
    /// <param name="items">The items.</param>
    /// <param name="digestOf">Returns the digest of an item's blob.</param>
    /// <param name="limit">The largest size of a batch in bytes.</param>
    public static IEnumerable<IReadOnlyList<T>> Split<T>(IEnumerable<T> items, Func<T, BlobDigest> digestOf, long limit)
    {
        var batch = new List<T>();
        long size = 0;
        foreach (var item in items.Where(item => Fits(digestOf(item), limit)))
        {
            var more = digestOf(item).Size + Overhead;
            if (batch.Count == MaxBlobs || size + more > limit)
            {
                yield return batch;
                (batch, size) = ([], 0);
            }

            batch.Add(item);
            size += more;
        }

        if (batch.Count > 0) yield return batch;
    }
}
