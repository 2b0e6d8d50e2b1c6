using FlowerModel.Build.Tasks.Items;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Trainer;

namespace FlowerModel.Build.Tasks.Tooling;

/// <summary>
/// Finds the trainer and libtorch when a stage has to run, and restores their packages if they are missing. In the SDK form, the project's own
/// restore has already downloaded them.
/// </summary>
internal sealed class TrainerLocator(ProjectFacts project, IPipelineLog log, CancellationToken cancellation)
{
    private ToolPackage Trainer => new("FlowerModel.Trainer", project.TrainerVersion, "tools/net10.0/any/FlowerModel.Trainer.dll");

    private ToolPackage LibTorch => new(
        "libtorch-cpu-" + project.RuntimeIdentifier, project.LibTorchVersion, $"runtimes/{project.RuntimeIdentifier}/native");

    /// <summary>Returns the location of the trainer and libtorch.</summary>
    /// <exception cref="PipelineException">The platform is not supported, or the packages cannot be restored.</exception>
    public TrainerLocation Locate()
    {
        var missing = new List<ToolPackage>();
        if (FindTrainer() is null) missing.Add(Trainer);
        if (FindLibTorch() is null)
        {
            BuildPlatform.Check(project.RuntimeIdentifier);
            missing.Add(LibTorch);
        }

        var reasons = missing.Count > 0 ? new ToolRestore(project, log, cancellation).Restore(missing) : "";
        return new TrainerLocation(
            project.DotNetHost,
            FindTrainer() ?? throw NotRestored(Trainer, reasons),
            FindLibTorch() ?? throw NotRestored(LibTorch, reasons));
    }

    private string? FindTrainer() => project.TrainerAssembly ?? Trainer.Find(project.PackageFolders);

    private string? FindLibTorch() => project.LibTorchDirectory ?? LibTorch.Find(project.PackageFolders);

    private PipelineException NotRestored(ToolPackage package, string reasons) => new(
        Codes.TrainerNotRestored,
        $"The package {package.Id} {package.Version} cannot be restored. It is needed because a stage has to run. "
        + $"Check that the project's NuGet sources contain it, then build again.{(reasons.Length > 0 ? " NuGet reports: " + reasons : "")}",
        project.ProjectFile);
}
