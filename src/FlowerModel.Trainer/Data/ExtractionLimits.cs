namespace FlowerModel.Trainer.Data;

/// <summary>The limits beyond which an archive is considered an attack (or a mistake) instead of a dataset.</summary>
internal sealed record ExtractionLimits
{
    /// <summary>Maximum number of entries of all kinds.</summary>
    public int Entries { get; init; } = 1_000_000;

    /// <summary>Maximum size of a single entry in bytes, after decompression.</summary>
    public long EntrySize { get; init; } = 4L << 30;

    /// <summary>Maximum total size in bytes, after decompression.</summary>
    public long TotalSize { get; init; } = 64L << 30;

    /// <summary>
    /// Maximum number of bytes after decompression per byte of the archive. Images hardly compress; 200 leaves room for drawings with plain
    /// areas, while deflate reaches about 1,000 on a decompression bomb.
    /// </summary>
    public int Ratio { get; init; } = 200;

    /// <summary>Bytes that are allowed in addition to <see cref="Ratio"/>, for small archives.</summary>
    public long Allowance { get; init; } = 100L << 20;

    /// <summary>Maximum number of bytes that an archive of this size may unpack to.</summary>
    public long MaxBytes(long archiveSize) => Math.Min(TotalSize, archiveSize * Ratio + Allowance);
}
