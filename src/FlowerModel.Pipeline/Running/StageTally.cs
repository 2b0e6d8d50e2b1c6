namespace FlowerModel.Pipeline.Running;

/// <summary>Which runs of stages a build needed, and which results it found in a cache.</summary>
internal sealed class StageTally
{
    private readonly List<string> ran = [];

    /// <summary>The titles of the runs, in their order.</summary>
    public IReadOnlyList<string> Ran => ran;

    /// <summary>Number of results that were found in a cache.</summary>
    public int Found { get; private set; }

    /// <summary>Counts a run.</summary>
    public void AddRun(StageRun run) => ran.Add(run.Title);

    /// <summary>Counts a result that was found.</summary>
    public void AddFound() => Found++;

    /// <summary>Prepares for another build.</summary>
    public void Clear()
    {
        ran.Clear();
        Found = 0;
    }
}
