namespace FlowerModel.Pipeline.Store.Remote;

/// <summary>
/// The time that a build may lose to a remote cache in trouble, shared by all of its requests. Healthy requests cost nothing: each has a short time
/// for its answer, and data that arrives at a modest rate is not waiting.
/// </summary>
/// <param name="total">The budget.</param>
internal sealed class TimeBudget(TimeSpan total)
{
    private const double BytesPerSecond = 256 * 1024;
    private static readonly TimeSpan NormalAnswer = TimeSpan.FromMilliseconds(250);

    private readonly object gate = new();
    private TimeSpan spent;

    /// <summary>The whole budget.</summary>
    public TimeSpan Total => total;

    /// <summary>What is left of it, not negative.</summary>
    public TimeSpan Left
    {
        get
        {
            lock (gate) return spent < total ? total - spent : TimeSpan.Zero;
        }
    }

    /// <summary>Returns the time in which a healthy connection transfers that many bytes.</summary>
    public static TimeSpan TransferTime(long bytes) => TimeSpan.FromSeconds(bytes / BytesPerSecond);

    /// <summary>Takes the time of a successful request from the budget, as far as it was longer than that of a healthy one.</summary>
    public void Charge(TimeSpan elapsed, long bytes)
    {
        var waited = elapsed - NormalAnswer - TransferTime(bytes);
        if (waited <= TimeSpan.Zero) return;
        lock (gate) spent += waited;
    }
}
