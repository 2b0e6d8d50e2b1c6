namespace FlowerModel.Pipeline.Diagnostics;

/// <summary>The one place that turns exceptions into coded errors: build tasks, trainer and command-line tool all go through it.</summary>
public static class ExceptionMapper
{
    /// <summary>The error to show for an exception; null for a cancellation, which the user asked for.</summary>
    public static Diagnostic? Explain(Exception exception) => exception switch
    {
        ICodedError coded => coded.Diagnostic,
        OperationCanceledException => null,
        AggregateException { InnerExceptions: [var first, ..] } => Explain(first),
        UnauthorizedAccessException denied => Diagnostic.Error(
            Codes.WriteFailed,
            $"{denied.Message} Give this user the right to write there, or choose another place; FlowerModelCacheDirectory moves the cache."),
        FileNotFoundException gone => Diagnostic.Error(Codes.FileVanished, $"{gone.Message} It was there a moment ago; run the same command again.", gone.FileName),
        // .NET reports a full disk by several codes and texts, depending on what was being done; so the advice does not depend on them.
        IOException failed => Diagnostic.Error(
            Codes.WriteFailed,
            $"{failed.Message} If the disk is full, free some space, or move the cache with FlowerModelCacheDirectory. Nothing half-written was kept."),
        _ => Diagnostic.Error(
            Codes.Internal,
            $"FlowerModel met an error it did not foresee ({exception.GetType().Name}): {exception.Message} Please report it with the detailed log."),
    };
}
