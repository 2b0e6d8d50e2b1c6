using FlowerModel.Build.Tasks.Items;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Trainer;

namespace FlowerModel.Build.Tasks.Tooling;

/// <summary>
/// Finds the trainer when a stage has to run, and restores its package if it is missing. In the SDK form, the project's own restore has already
/// downloaded it.
/// </summary>
internal sealed class TrainerLocator(ProjectFacts project, IPipelineLog log, CancellationToken cancellation)
{
    private ToolPackage Package => new("FlowerModel.Trainer", project.TrainerVersion, "tools/net10.0/any/FlowerModel.Trainer.dll");

    /// <summary>Returns the location of the trainer.</summary>
    /// <exception cref="PipelineException">The package cannot be restored.</exception>
    public TrainerLocation Locate() => new(project.DotNetHost, project.TrainerAssembly ?? Package.Find(project.PackageFolders) ?? Restore());

    private string Restore()
    {
        var reasons = new ToolRestore(project, log, cancellation).Restore(Package);
        return Package.Find(project.PackageFolders) ?? throw new PipelineException(
            Codes.TrainerNotRestored,
            $"The package {Package.Id} {Package.Version} cannot be restored. It is needed because a stage has to run. "
            + $"Check that the project's NuGet sources contain it, then build again.{(reasons.Length > 0 ? " NuGet reports: " + reasons : "")}",
            project.ProjectFile);
    }
}
