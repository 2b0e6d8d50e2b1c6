namespace FlowerModel.Trainer.Data;

/// <summary>How patient a download is.</summary>
internal sealed record DownloadOptions
{
    /// <summary>Attempts in a row that may fail without a single new byte.</summary>
    public int Attempts { get; init; } = 4;

    /// <summary>Pause before the second attempt; it doubles with each further one.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a server may say nothing before the connection counts as broken.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time between two lines of progress.</summary>
    public TimeSpan ProgressInterval { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Largest file in bytes.</summary>
    public long MaxFileSize { get; init; } = 64L << 30;
}
