using FlowerModel.Build.Tasks.Items;
using FlowerModel.Build.Tasks.Tests.Support;
using FlowerModel.Build.Tasks.Tooling;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Trainer;
using Microsoft.Build.Utilities;

namespace FlowerModel.Build.Tasks.Tests.Tooling;

/// <summary>Where the trainer is searched.</summary>
public sealed class TrainerLocatorTests : IDisposable
{
    private readonly TaskProject project = new();
    private readonly RecordingEngine engine = new();

    public TrainerLocatorTests()
    {
        project.Context.RemoveMetadata("TrainerAssembly");
        // Restoring is the last resort and fails here, because this program does not exist.
        project.Context.SetMetadata("DotNetHost", project["no dotnet"]);
        project.Context.SetMetadata("TrainerVersion", "1.0.0-Beta");
        project.Context.SetMetadata("PackageFolders", project["packages"] + ";" + project["fallback"]);
    }

    public void Dispose() => project.Dispose();

    [Theory]
    [InlineData("packages")]
    [InlineData("fallback")]
    public void The_package_is_found_in_the_packages_folder_and_in_a_fallback_folder_in_lower_case(string folder)
    {
        const string Trainer = "flowermodel.trainer/1.0.0-beta/tools/net10.0/any/FlowerModel.Trainer.dll";
        project.Write($"{folder}/{Trainer}", "");
        Assert.Equal(new TrainerLocation(project["no dotnet"], project[$"{folder}/{Trainer}"]), Locate());
        Assert.Empty(engine.Messages);
    }

    [Fact]
    public void A_path_that_the_project_specifies_is_used_without_checks()
    {
        project.Context.SetMetadata("TrainerAssembly", project["own.dll"]);
        Assert.Equal(new TrainerLocation(project["no dotnet"], project["own.dll"]), Locate());
    }

    [Fact]
    public void A_failed_restore_is_an_error_that_names_the_project()
    {
        var error = Assert.Throws<PipelineException>(Locate).Diagnostic;
        Assert.Equal(("FLOWER4002", project.File), (error.Code, error.File));
        Assert.Contains("FlowerModel.Trainer 1.0.0-Beta", Assert.Single(engine.Messages).Message, StringComparison.Ordinal);
    }

    private TrainerLocation Locate()
    {
        var log = new BuildLog(new TaskLoggingHelper(new FlowerModelClearCache { BuildEngine = engine }), engine, project.File);
        return new TrainerLocator(new ProjectFacts(project.Context), log, CancellationToken.None).Locate();
    }
}
