using FlowerModel.Build.Tasks.Items;
using Microsoft.Build.Framework;

namespace FlowerModel.Build.Tasks;

/// <summary>Logs how often the remote cache had what the project needed, if it was asked.</summary>
public sealed class FlowerModelReportRemoteCache : PipelineTask
{
    /// <summary>The project and its environment: the <c>_FlowerModelContext</c> item.</summary>
    [Required]
    public ITaskItem Context { get; set; } = null!;

    /// <inheritdoc/>
    protected override void Run()
    {
        if (RemoteCache.Open(new ProjectFacts(Context), BuildEngine)?.TakeSummary() is { } summary) CreateLog().Progress("FlowerModel: " + summary);
    }
}
