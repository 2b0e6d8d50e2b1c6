namespace FlowerModel.Pipeline.Stages;

/// <summary>Every stage, in the order of the data. A new stage is found by itself: its class is all that this side of the process boundary needs.</summary>
public static class StageCatalog
{
    /// <summary>The stages, each behind the one that it names in <see cref="Stage.After"/>.</summary>
    public static IReadOnlyList<Stage> All { get; } = InOrder(
        [.. typeof(Stage).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Stage))).Select(type => (Stage)Activator.CreateInstance(type)!)]);

    /// <summary>The stage of that name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static Stage Find(string name) => All.FirstOrDefault(stage => stage.Name == name)
        ?? throw new ArgumentException($"There is no stage '{name}'; the stages are {string.Join(", ", All.Select(stage => stage.Name))}.", nameof(name));

    /// <summary>The stage of that type.</summary>
    public static TStage Get<TStage>()
        where TStage : Stage => All.OfType<TStage>().Single();

    private static List<Stage> InOrder(Stage[] stages)
    {
        var ordered = new List<Stage>();
        for (var before = ""; ordered.Count < stages.Length; before = ordered[ordered.Count - 1].Name)
            ordered.Add(stages.Single(stage => stage.After == before));
        return ordered;
    }
}
