using FlowerModel.Pipeline.Diagnostics;

namespace FlowerModel.Pipeline.Stages;

/// <summary>The one place that turns exceptions into coded errors; the trainer and the tasks both go through it.</summary>
public static class PipelineGuard
{
    /// <summary>The error to show for an exception; null for a cancellation, of which the user knows.</summary>
    public static Diagnostic? Explain(Exception exception) => exception switch
    {
        PipelineException known => known.Diagnostic,
        OperationCanceledException => null,
        AggregateException { InnerExceptions: [var only] } => Explain(only),
        UnauthorizedAccessException denied => Diagnostic.Error(
            Codes.WriteFailed, $"{denied.Message} Give this user the right to write there, or choose another folder with FlowerModelCacheDirectory."),
        FileNotFoundException gone => Diagnostic.Error(Codes.WriteFailed, $"{gone.Message} It vanished during the build; build again.", gone.FileName),
        // .NET tells a full disk by several codes and texts, depending on what was being done; so the advice does not depend on them.
        IOException failed => Diagnostic.Error(
            Codes.WriteFailed,
            $"{failed.Message} If the disk is full, free some space or move the cache with FlowerModelCacheDirectory. Nothing half-written was kept."),
        _ => Diagnostic.Error(
            Codes.Internal, $"FlowerModel met an error it did not foresee ({exception.GetType().Name}): {exception.Message} "
            + "Please report it with the detailed log."),
    };
}
