using FlowerModel.Build.Tasks.Items;
using FlowerModel.Build.Tasks.Tests.Support;
using FlowerModel.Build.Tasks.Tooling;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Trainer;
using Microsoft.Build.Utilities;

namespace FlowerModel.Build.Tasks.Tests.Tooling;

/// <summary>Where the trainer and libtorch are searched.</summary>
public sealed class TrainerLocatorTests : IDisposable
{
    private readonly TaskProject project = new();
    private readonly RecordingEngine engine = new();

    public TrainerLocatorTests()
    {
        project.Context.RemoveMetadata("TrainerAssembly");
        project.Context.RemoveMetadata("LibTorchDirectory");
        // Restoring is the last resort and fails here, because this program does not exist.
        project.Context.SetMetadata("DotNetHost", project["no dotnet"]);
        project.Context.SetMetadata("TrainerVersion", "1.0.0-Beta");
        project.Context.SetMetadata("LibTorchVersion", "2.10.0");
        project.Context.SetMetadata("RuntimeIdentifier", "win-x64");
        project.Context.SetMetadata("PackageFolders", project["packages"] + ";" + project["fallback"]);
    }

    public void Dispose() => project.Dispose();

    [Fact]
    public void Packages_are_found_in_the_packages_folder_and_in_a_fallback_folder_in_lower_case()
    {
        project.Write("fallback/flowermodel.trainer/1.0.0-beta/tools/net10.0/any/FlowerModel.Trainer.dll", "");
        project.Write("packages/libtorch-cpu-win-x64/2.10.0/runtimes/win-x64/native/torch.dll", "");
        Assert.Equal(
            new TrainerLocation(
                project["no dotnet"],
                project["fallback/flowermodel.trainer/1.0.0-beta/tools/net10.0/any/FlowerModel.Trainer.dll"],
                project["packages/libtorch-cpu-win-x64/2.10.0/runtimes/win-x64/native"]),
            Locate());
    }

    [Fact]
    public void Paths_that_the_project_specifies_are_used_without_checks()
    {
        project.Context.SetMetadata("TrainerAssembly", project["own.dll"]);
        project.Context.SetMetadata("LibTorchDirectory", project["own"]);
        // Even on a machine that libtorch does not support.
        project.Context.SetMetadata("RuntimeIdentifier", "linux-musl-x64");
        Assert.Equal(new TrainerLocation(project["no dotnet"], project["own.dll"], project["own"]), Locate());
    }

    [Fact]
    public void A_missing_package_on_an_unsupported_machine_is_reported_before_anything_is_restored()
    {
        project.Context.SetMetadata("RuntimeIdentifier", "linux-musl-x64");
        Assert.Equal("FLOWER4003", Assert.Throws<PipelineException>(Locate).Diagnostic.Code);
        Assert.Empty(engine.Messages);
    }

    [Fact]
    public void A_failed_restore_is_an_error_that_names_the_project()
    {
        var error = Assert.Throws<PipelineException>(Locate).Diagnostic;
        Assert.Equal(("FLOWER4002", project.File), (error.Code, error.File));
        Assert.Contains("FlowerModel.Trainer 1.0.0-Beta and libtorch-cpu-win-x64 2.10.0", Assert.Single(engine.Messages).Message, StringComparison.Ordinal);
    }

    private TrainerLocation Locate()
    {
        var log = new BuildLog(new TaskLoggingHelper(new FlowerModelClearCache { BuildEngine = engine }));
        return new TrainerLocator(new ProjectFacts(project.Context), log, CancellationToken.None).Locate();
    }
}
