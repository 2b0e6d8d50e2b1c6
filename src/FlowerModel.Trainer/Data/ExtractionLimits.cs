namespace FlowerModel.Trainer.Data;

/// <summary>How much an archive may hold before it is taken for an attack (or a mistake) instead of a dataset.</summary>
internal sealed record ExtractionLimits
{
    /// <summary>Most entries of every kind.</summary>
    public int Entries { get; init; } = 1_000_000;

    /// <summary>Largest single entry in bytes, after decompression.</summary>
    public long EntrySize { get; init; } = 4L << 30;

    /// <summary>Most bytes in all, after decompression.</summary>
    public long TotalSize { get; init; } = 64L << 30;

    /// <summary>
    /// Most bytes after decompression for each byte of the archive. Images hardly compress; 200 leaves room for drawings with plain
    /// areas, while deflate reaches about 1,000 on a file made to explode.
    /// </summary>
    public int Ratio { get; init; } = 200;

    /// <summary>Bytes that are allowed on top of <see cref="Ratio"/>: what small archives need.</summary>
    public long Allowance { get; init; } = 100L << 20;

    /// <summary>Most bytes that an archive of this size may give.</summary>
    public long MaxBytes(long archiveSize) => Math.Min(TotalSize, archiveSize * Ratio + Allowance);
}
