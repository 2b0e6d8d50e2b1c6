namespace FlowerModel.Testing;

/// <summary>Counts what an action allocates.</summary>
public static class Allocations
{
    private const int WarmUps = 3;
    private const int Rounds = 20;

    /// <summary>
    /// Bytes that repeated calls allocate on this thread, once warm. The least of several rounds: now and then a call also pays for something of the process,
    /// such as code that is compiled again or a pool that another thread has emptied.
    /// </summary>
    /// <param name="action">The action.</param>
    /// <param name="calls">Calls per round.</param>
    /// <returns>Bytes of all calls of one round.</returns>
    public static long Of(Action action, int calls)
    {
        ArgumentNullException.ThrowIfNull(action);
        for (var i = 0; i < WarmUps; i++) action();
        var least = long.MaxValue;
        for (var round = 0; round < Rounds && least > 0; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < calls; i++) action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
