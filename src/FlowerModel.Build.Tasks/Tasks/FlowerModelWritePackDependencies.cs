using FlowerModel.Build.Tasks.Packing;
using FlowerModel.Pipeline.Text;
using Microsoft.Build.Framework;

namespace FlowerModel.Build.Tasks;

/// <summary>Writes the assets file from which the pack target reads a library's dependencies.</summary>
public sealed class FlowerModelWritePackDependencies : PipelineTask
{
    /// <summary>Full path of the project's <c>project.assets.json</c>.</summary>
    [Required]
    public string AssetsFile { get; set; } = "";

    /// <summary>Full path of the file to write.</summary>
    [Required]
    public string RewrittenFile { get; set; } = "";

    /// <inheritdoc/>
    protected override void Run() => AtomicFile.WriteTextIfDifferent(RewrittenFile, PackDependencies.Rewrite(File.ReadAllText(AssetsFile)));
}
