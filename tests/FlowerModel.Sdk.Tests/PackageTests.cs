using System.IO.Compression;
using System.Xml.Linq;
using FlowerModel.Sdk.Tests.Support;

namespace FlowerModel.Sdk.Tests;

/// <summary>The contents of the packages.</summary>
[Collection(ConsumerBuilds.Name)]
public sealed class PackageTests(PackedFeed feed)
{
    [Fact]
    public void The_sdk_package_is_small_and_contains_no_assembly_that_MSBuild_provides()
    {
        Assert.True(new FileInfo(feed.Package("FlowerModel.Sdk")).Length < 1_000_000);
        Assert.Equal(
            [
                "tasks/1.0.0/FlowerModel.Build.Tasks.dll", "tasks/1.0.0/FlowerModel.Networks.dll", "tasks/1.0.0/FlowerModel.Pipeline.dll",
                "tasks/1.0.0/NuGet.Versioning.dll",
            ],
            Files("FlowerModel.Sdk").Where(name => name.EndsWith(".dll", StringComparison.Ordinal)));
        Assert.Contains("Sdk/Sdk.props", Files("FlowerModel.Sdk"));
        Assert.Contains("build/FlowerModel.Sdk.targets", Files("FlowerModel.Sdk"));
    }

    [Fact]
    public void The_trainer_package_has_no_dependencies_and_native_libraries_only_for_platforms_that_libtorch_supports()
    {
        var files = Files("FlowerModel.Trainer");
        Assert.Contains("tools/net10.0/any/FlowerModel.Trainer.dll", files);
        Assert.Contains("tools/net10.0/any/FlowerModel.Pipeline.dll", files);
        Assert.Contains("tools/net10.0/any/FlowerModel.Networks.dll", files);
        Assert.Contains("tools/net10.0/any/FlowerModel.Trainer.runtimeconfig.json", files);
        Assert.Contains("tools/net10.0/any/runtimes/linux-x64/native/libLibTorchSharp.so", files);
        Assert.Equal(
            ["linux-x64", "osx-arm64", "osx", "win-arm64", "win-x64"],
            files.Where(name => name.Contains("/runtimes/", StringComparison.Ordinal)).Select(name => name.Split('/')[4]).Distinct());
        Assert.DoesNotContain(files, name => name.EndsWith(".pdb", StringComparison.Ordinal) || name.Contains("torch_cpu", StringComparison.Ordinal));
        Assert.DoesNotContain(Nuspec("FlowerModel.Trainer").Descendants(), element => element.Name.LocalName == "dependency");
    }

    [Theory]
    [InlineData("FlowerModel.Sdk", "FlowerModel.Runtime")]
    [InlineData("FlowerModel.Runtime", "FlowerModel.Tflite StbImageSharp")]
    [InlineData("FlowerModel.Tflite", "Google.FlatBuffers")]
    public void The_other_packages_depend_only_on_what_a_program_needs(string id, string dependencies)
    {
        var found = Nuspec(id).Descendants().Where(element => element.Name.LocalName == "dependency").Select(element => element.Attribute("id")!.Value);
        Assert.Equal(dependencies, string.Join(' ', found));
    }

    private IReadOnlyList<string> Files(string id)
    {
        using var package = ZipFile.OpenRead(feed.Package(id));
        return [.. package.Entries.Select(entry => entry.FullName).Order(StringComparer.Ordinal)];
    }

    private XDocument Nuspec(string id)
    {
        using var package = ZipFile.OpenRead(feed.Package(id));
        using var nuspec = package.GetEntry(id + ".nuspec")!.Open();
        return XDocument.Load(nuspec);
    }
}
