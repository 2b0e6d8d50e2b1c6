namespace FlowerModel.Pipeline.Stages;

/// <summary>All stages, in the order of the data flow. A new stage is found automatically; its class is all that the pipeline's process needs.</summary>
public static class StageCatalog
{
    /// <summary>The stages, each after the one that it names in <see cref="Stage.After"/>.</summary>
    public static IReadOnlyList<Stage> All { get; } = InOrder(
        [.. typeof(Stage).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Stage))).Select(type => (Stage)Activator.CreateInstance(type)!)]);

    /// <summary>Returns the stage with that name.</summary>
    /// <exception cref="ArgumentException">No stage has that name.</exception>
    public static Stage Find(string name) => All.FirstOrDefault(stage => stage.Name == name)
        ?? throw new ArgumentException($"There is no stage '{name}'; the stages are {string.Join(", ", All.Select(stage => stage.Name))}.", nameof(name));

    /// <summary>Returns the stage of that type.</summary>
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
