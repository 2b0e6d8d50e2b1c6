using FlowerModel.Pipeline.Stages;

namespace FlowerModel.Trainer.Tests.Golden;

/// <summary>A stage of the table. Only this type connects the golden tests to the list of stages in the pipeline.</summary>
/// <param name="Name">Name of the stage, which is also the trainer verb.</param>
/// <param name="Version">Version of the stage.</param>
/// <param name="VersionFile">Path in the repository of the source file that defines the version.</param>
internal sealed record GoldenStage(string Name, int Version, string VersionFile)
{
    /// <summary>All stages, in the order of the data flow.</summary>
    public static IReadOnlyList<GoldenStage> All { get; } =
        [.. StageCatalog.All.Select(stage => new GoldenStage(stage.Name, stage.Version, $"src/FlowerModel.Pipeline/Stages/{stage.GetType().Name}.cs"))];

    /// <summary>Returns the stage with the given name.</summary>
    public static GoldenStage Named(string name) => All.Single(stage => stage.Name == name);
}
