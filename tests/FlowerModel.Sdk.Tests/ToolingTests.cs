using System.Xml.Linq;
using FlowerModel.Build.Tasks.Items;
using FlowerModel.Build.Tasks.Tooling;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Sdk.Tests.Support;
using Microsoft.Build.Utilities;

namespace FlowerModel.Sdk.Tests;

/// <summary>Finding and restoring trainer and libtorch.</summary>
[Collection(ConsumerBuilds.Name)]
public sealed class ToolingTests(PackedFeed feed)
{
    [Theory]
    [InlineData("linux-musl-x64", "linux-musl-x64, C library musl")]
    [InlineData("linux-arm64", "linux-arm64, C library glibc")]
    [InlineData("osx-x64", "(osx-x64)")]
    public void An_unsupported_machine_is_named_with_its_c_library(string runtimeIdentifier, string part)
    {
        var error = Assert.Throws<PipelineException>(() => BuildPlatform.Check(runtimeIdentifier)).Diagnostic;
        Assert.Equal("FLOWER4003", error.Code);
        Assert.Contains(part, error.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unsupported_machine_takes_everything_from_the_cache_and_fails_in_words_when_it_has_to_train()
    {
        using var consumer = new Consumer(feed);
        consumer.Build().Succeeded();
        consumer.Run("App", "clean").Succeeded();
        consumer.Properties.Remove("FlowerModelTrainerAssembly");
        consumer.Properties.Remove("FlowerModelLibTorchDirectory");
        consumer.Properties["NETCoreSdkPortableRuntimeIdentifier"] = "linux-musl-x64";
        consumer.Properties["FlowerModelRestoreTrainer"] = "false";
        consumer.Build().Succeeded();
        Assert.StartsWith("version 1.0.0", consumer.StartProgram(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(feed.PackagesDirectory, "flowermodel.trainer")));

        consumer.AddImage("daisy", "added");
        Assert.Contains("linux-musl-x64, C library musl", consumer.Build().FailedWith("FLOWER4003").Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_trainer_that_no_source_has_is_named_with_what_nuget_says()
    {
        using var consumer = new Consumer(feed);
        consumer.Properties.Remove("FlowerModelTrainerAssembly");
        consumer.Properties["FlowerModelRestoreTrainer"] = "false";
        consumer.Run("App", "restore").Succeeded();
        consumer.Write("nuget.config", """<configuration><packageSources><clear /></packageSources></configuration>""");
        var error = consumer.Build("--no-restore").FailedWith("FLOWER4002");
        Assert.Contains("FlowerModel.Trainer 1.0.0", error.Text, StringComparison.Ordinal);
        Assert.Contains("NU1100", error.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_project_that_restores_tools_carries_the_consumers_settings_and_nothing_of_its_directory_files()
    {
        var context = new TaskItem("/work of a & b/App/App.csproj", new Dictionary<string, string>
        {
            ["PackageFolders"] = "/packages/;/fallback/;/packages/",
            ["RestoreSources"] = "https://one.example/v3/index.json;/a & b",
            ["RestoreConfigFile"] = "",
        });
        var text = new ToolRestore(new ProjectFacts(context), null!, CancellationToken.None).ProjectText([new ToolPackage("Some.Tool", "1.2.3", "tools")]);
        var project = XElement.Parse(text);
        Assert.Equal("[1.2.3]", project.Descendants("PackageDownload").Single().Attribute("Version")!.Value);
        Assert.Equal("/packages/", project.Descendants("RestorePackagesPath").Single().Value);
        Assert.Equal("https://one.example/v3/index.json;/a & b", project.Descendants("RestoreSources").Single().Value);
        Assert.Equal("false", project.Descendants("ImportDirectoryBuildProps").Single().Value);
        Assert.Empty(project.Descendants("RestoreConfigFile"));
    }
}
