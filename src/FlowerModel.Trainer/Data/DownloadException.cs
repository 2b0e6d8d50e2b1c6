namespace FlowerModel.Trainer.Data;

/// <summary>An attempt to download failed.</summary>
/// <param name="reason">The reason, without a period.</param>
/// <param name="mayPass">True if another attempt may succeed.</param>
/// <param name="inner">The cause.</param>
internal sealed class DownloadException(string reason, bool mayPass, Exception? inner = null) : Exception(reason, inner)
{
    /// <summary>True if another attempt may succeed.</summary>
    public bool MayPass { get; } = mayPass;
}
