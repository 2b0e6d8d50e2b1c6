namespace FlowerModel.Trainer.Data;

/// <summary>Attempts, timeouts and limits of a download.</summary>
internal sealed record DownloadOptions
{
    /// <summary>Number of consecutive attempts that may fail without a new byte.</summary>
    public int Attempts { get; init; } = 4;

    /// <summary>Pause before the second attempt; it doubles with each attempt.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a server may send nothing before the connection is considered broken.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time between two lines of progress.</summary>
    public TimeSpan ProgressInterval { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Largest file in bytes.</summary>
    public long MaxFileSize { get; init; } = 64L << 30;
}
