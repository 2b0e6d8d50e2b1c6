using System.Diagnostics;

namespace FlowerModel.Pipeline.Store.Remote;

/// <summary>Cancels a request as soon as it exceeds the build's budget. Transferred bytes move the deadline.</summary>
internal sealed class RequestDeadline : IDisposable
{
    private readonly TimeSpan left;
    private readonly CancellationTokenSource source;
    private readonly Stopwatch watch = Stopwatch.StartNew();

    public RequestDeadline(TimeBudget budget, CancellationToken cancellation)
    {
        left = budget.Left;
        source = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Moved(0);
    }

    /// <summary>Canceled at the deadline, or with the build.</summary>
    public CancellationToken Token => source.Token;

    /// <summary>Time since the request began.</summary>
    public TimeSpan Elapsed => watch.Elapsed;

    /// <summary>Number of bytes transferred.</summary>
    public long Bytes { get; private set; }

    /// <summary>Adds transferred bytes.</summary>
    public void Moved(long bytes)
    {
        Bytes += bytes;
        var remaining = left + TimeBudget.TransferTime(Bytes) - Elapsed;
        if (remaining > TimeSpan.Zero) source.CancelAfter(remaining);
        else source.Cancel();
    }

    public void Dispose() => source.Dispose();
}
