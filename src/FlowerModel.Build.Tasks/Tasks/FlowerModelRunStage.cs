using FlowerModel.Build.Tasks.Items;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Stages;
using Microsoft.Build.Framework;

namespace FlowerModel.Build.Tasks;

/// <summary>Runs one stage of one model, or takes its artifacts from the cache.</summary>
public sealed class FlowerModelRunStage : ModelTask
{
    /// <summary>Name of the stage in <see cref="StageCatalog"/>, for example <c>fine-tune</c>.</summary>
    [Required]
    public string Stage { get; set; } = "";

    /// <inheritdoc/>
    private protected override void Run(ModelSettings settings, ProjectFacts project) =>
        ModelPipeline.Run(settings, CreateContext(settings, project), StageCatalog.Find(Stage));
}
