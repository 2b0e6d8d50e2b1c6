using FlowerModel.Pipeline.Stages;

namespace FlowerModel.Trainer.Tests.Golden;

/// <summary>A stage as the table sees it. This is the one place where the golden tests meet the pipeline's list of stages.</summary>
/// <param name="Name">The stage's name, which is also the trainer's verb.</param>
/// <param name="Version">Its version.</param>
/// <param name="VersionFile">The source file that says the version; a path in the repository.</param>
internal sealed record GoldenStage(string Name, int Version, string VersionFile)
{
    /// <summary>Every stage, in the order of the data.</summary>
    public static IReadOnlyList<GoldenStage> All { get; } =
        [.. StageCatalog.All.Select(stage => new GoldenStage(stage.Name, stage.Version, $"src/FlowerModel.Pipeline/Stages/{stage.GetType().Name}.cs"))];

    /// <summary>The stage of that name.</summary>
    public static GoldenStage Named(string name) => All.Single(stage => stage.Name == name);
}
