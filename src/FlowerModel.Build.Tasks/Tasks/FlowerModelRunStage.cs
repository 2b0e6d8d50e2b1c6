using FlowerModel.Build.Tasks.Items;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Stages;
using Microsoft.Build.Framework;

namespace FlowerModel.Build.Tasks;

/// <summary>Runs one stage of one model, or finds what it made in the cache.</summary>
public sealed class FlowerModelRunStage : ModelTask
{
    /// <summary>Name of the stage: <c>dataset</c>, <c>features</c>, <c>train</c>, <c>fine-tune</c>, <c>convert</c>, <c>quantize</c>, <c>evaluate</c>.</summary>
    [Required]
    public string Stage { get; set; } = "";

    /// <inheritdoc/>
    private protected override void Run(ModelSettings settings, ProjectFacts project)
    {
        var stage = Enum.GetValues(typeof(Stage)).Cast<Stage>().Single(candidate => candidate.Name() == Stage);
        ModelPipeline.Run(settings, CreateContext(settings, project), stage);
    }
}
