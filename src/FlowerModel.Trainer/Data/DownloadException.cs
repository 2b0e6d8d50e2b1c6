namespace FlowerModel.Trainer.Data;

/// <summary>One attempt of a download failed.</summary>
/// <param name="reason">Why, in words, without a full stop.</param>
/// <param name="mayPass">True where another attempt may do better.</param>
/// <param name="inner">What led to it.</param>
internal sealed class DownloadException(string reason, bool mayPass, Exception? inner = null) : Exception(reason, inner)
{
    /// <summary>True where another attempt may do better.</summary>
    public bool MayPass { get; } = mayPass;
}
