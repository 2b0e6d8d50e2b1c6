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
        IOException { HResult: NoSpaceUnix or NoSpaceWindows } full => Diagnostic.Error(
            Codes.WriteFailed, $"The disk is full: {full.Message} Free some space, or move the cache with FlowerModelCacheDirectory. "
            + "Nothing half-written was kept."),
        IOException failed => Diagnostic.Error(Codes.WriteFailed, failed.Message),
        _ => Diagnostic.Error(
            Codes.Internal, $"FlowerModel met an error it did not foresee ({exception.GetType().Name}): {exception.Message} "
            + "Please report it with the detailed log."),
    };

    // ENOSPC as .NET reports it on Unix, ERROR_DISK_FULL on Windows.
    private const int NoSpaceUnix = 28;
    private const int NoSpaceWindows = unchecked((int)0x80070070);
}
