namespace FlowerModel.Pipeline.Running;

/// <summary>Which runs of stages a build needed, how long they took, and how many results it found in a cache.</summary>
internal sealed class StageTally
{
    private readonly List<string> ran = [];
    private readonly Dictionary<string, object> seconds = new(StringComparer.Ordinal); // doubles; the type is not generic over them, which saves code

    /// <summary>The titles of the runs, in their order.</summary>
    public IReadOnlyList<string> Ran => ran;

    /// <summary>Number of results that were found in a cache.</summary>
    public int Found { get; private set; }

    /// <summary>Returns how many seconds a run took in this build; null if its result was found in a cache.</summary>
    /// <param name="recordName"><see cref="StageRun.RecordName"/>.</param>
    public object? SecondsOf(string recordName) => seconds.TryGetValue(recordName, out var taken) ? taken : null;

    /// <summary>Counts a run.</summary>
    public void AddRun(StageRun run, double taken)
    {
        ran.Add(run.Title);
        seconds[run.RecordName] = Math.Round(taken, 2);
    }

    /// <summary>Counts a result that was found.</summary>
    public void AddFound() => Found++;

    /// <summary>Prepares for another build.</summary>
    public void Clear()
    {
        ran.Clear();
        seconds.Clear();
        Found = 0;
    }
}
