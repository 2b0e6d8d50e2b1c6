namespace FlowerModel.Pipeline.Diagnostics;

/// <summary>The only place that turns exceptions into coded errors; build tasks, trainer and command-line tool all use it.</summary>
public static class ExceptionMapper
{
    /// <summary>Returns the error to show for an exception; null for a cancellation, which the user requested.</summary>
    public static Diagnostic? Explain(Exception exception) => exception switch
    {
        ICodedError coded => coded.Diagnostic,
        OperationCanceledException => null,
        AggregateException { InnerExceptions: [var first, ..] } => Explain(first),
        UnauthorizedAccessException denied => Diagnostic.Error(
            Codes.WriteFailed,
            $"{denied.Message} Grant the user write permission, or choose another folder; FlowerModelCacheDirectory moves the cache."),
        FileNotFoundException gone => Diagnostic.Error(
            Codes.FileVanished, $"{gone.Message} The file existed a moment ago; run the same command again.", gone.FileName),
        // .NET reports a full disk with different codes and texts, depending on the operation, so the advice does not depend on them.
        IOException failed => Diagnostic.Error(
            Codes.WriteFailed,
            $"{failed.Message} If the disk is full, free some space, or move the cache with FlowerModelCacheDirectory. No partially written file was kept."),
        _ => Diagnostic.Error(
            Codes.Internal,
            $"Unexpected error in FlowerModel ({exception.GetType().Name}): {exception.Message} Please report it with the detailed log."),
    };
}
