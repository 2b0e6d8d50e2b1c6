using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.Json.Nodes;
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
                "tasks/1.0.0/linux-x64/FlowerModel.Build.Tasks.dll", "tasks/1.0.0/linux-x64/FlowerModel.Networks.dll",
                "tasks/1.0.0/linux-x64/FlowerModel.Pipeline.dll",
            ],
            Files("FlowerModel.Sdk").Where(name => name.EndsWith(".dll", StringComparison.Ordinal)));
        Assert.Contains("Sdk/Sdk.props", Files("FlowerModel.Sdk"));
        Assert.Contains("build/FlowerModel.Sdk.targets", Files("FlowerModel.Sdk"));
    }

    [Theory]
    [InlineData("FlowerModel.Build.Tasks.dll")]
    [InlineData("FlowerModel.Pipeline.dll")]
    public void The_task_assemblies_for_Linux_x64_are_the_plain_ones_compiled_ahead_of_time(string name)
    {
        AssertCompiledAheadOfTime("FlowerModel.Sdk", $"tasks/1.0.0/{name}", $"tasks/1.0.0/linux-x64/{name}");
    }

    [Theory]
    [InlineData("FlowerModel.Runtime")]
    [InlineData("FlowerModel.Tflite")]
    public void The_assemblies_for_NET_10_are_also_there_compiled_ahead_of_time(string id)
    {
        var compiled = Files(id).Where(name => name.StartsWith("runtimes/", StringComparison.Ordinal)).ToList();
        Assert.Equal(
            ["linux-arm64", "linux-x64", "osx-arm64", "win-x64"],
            compiled.Select(name => name.Split('/')[1]));
        Assert.All(compiled, name => AssertCompiledAheadOfTime(id, $"lib/net10.0/{id}.dll", name));
    }

    [Fact]
    public void The_trainer_package_has_no_dependencies_and_no_native_library_except_Skia()
    {
        var files = Files("FlowerModel.Trainer");
        Assert.Contains("tools/net10.0/any/FlowerModel.Trainer.dll", files);
        Assert.Contains("tools/net10.0/any/FlowerModel.Pipeline.dll", files);
        Assert.Contains("tools/net10.0/any/FlowerModel.Networks.dll", files);
        Assert.Contains("tools/net10.0/any/FlowerModel.Trainer.runtimeconfig.json", files);
        Assert.Equal(
            ["linux-arm64/native/libSkiaSharp.so", "linux-x64/native/libSkiaSharp.so", "osx/native/libSkiaSharp.dylib",
                "win-arm64/native/libSkiaSharp.dll", "win-x64/native/libSkiaSharp.dll"],
            files.Where(name => name.Contains("/native/", StringComparison.Ordinal)).Select(name => name.Split("/runtimes/")[1]));
        Assert.DoesNotContain(files, name => Path.GetExtension(name) is ".pdb" or ".so" or ".dylib" && !name.Contains("libSkiaSharp.", StringComparison.Ordinal));
        Assert.DoesNotContain(files, name => name.Contains("Torch", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(Nuspec("FlowerModel.Trainer").Descendants(), element => element.Name.LocalName == "dependency");
    }

    [Fact]
    public void The_assemblies_of_the_trainer_are_also_there_compiled_ahead_of_time_for_Linux()
    {
        const string Folder = "tools/net10.0/any/runtimes/linux-x64/lib/net10.0/";
        var compiled = Files("FlowerModel.Trainer").Where(name => name.StartsWith(Folder, StringComparison.Ordinal)).Select(Path.GetFileName).ToList();
        Assert.Equal(
            Files("FlowerModel.Trainer").Select(Path.GetFileName)
                .Where(name => name!.StartsWith("FlowerModel.", StringComparison.Ordinal) && name.EndsWith(".dll", StringComparison.Ordinal))
                .Append("System.CommandLine.dll").Distinct().Order(StringComparer.Ordinal),
            compiled);
        Assert.All(compiled, name => AssertCompiledAheadOfTime("FlowerModel.Trainer", "tools/net10.0/any/" + name, Folder + name));
    }

    // The trainer finds its libraries through this file, and a machine without a listed library has to draw without it.
    [Fact]
    public void The_trainer_lists_exactly_the_files_for_platforms_of_its_package()
    {
        using var package = ZipFile.OpenRead(feed.Package("FlowerModel.Trainer"));
        using var stream = package.GetEntry("tools/net10.0/any/FlowerModel.Trainer.deps.json")!.Open();
        var listed = JsonNode.Parse(stream)!["targets"]!.AsObject().SelectMany(target => target.Value!.AsObject())
            .SelectMany(library => library.Value!["runtimeTargets"]?.AsObject().Select(asset => "tools/net10.0/any/" + asset.Key) ?? []);
        Assert.Equal(
            package.Entries.Select(entry => entry.FullName).Where(name => name.Contains("/runtimes/", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
            listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_first_build_downloads_at_most_40_MB()
    {
        string[] ours = ["FlowerModel.Sdk", "FlowerModel.Runtime", "FlowerModel.Tflite", "FlowerModel.Trainer"];
        var bytes = ours.Sum(id => new FileInfo(feed.Package(id)).Length);
        // What the runtime's packages depend on: Google.FlatBuffers and StbImageSharp, together less than 1 MB.
        Assert.InRange(bytes, 1, 39_000_000);
    }

    [Theory]
    [InlineData("FlowerModel.Sdk", "FlowerModel.Runtime")]
    [InlineData("FlowerModel.Runtime", "FlowerModel.Tflite StbImageSharp")]
    [InlineData("FlowerModel.Tflite", "Google.FlatBuffers")]
    public void The_other_packages_depend_only_on_what_a_program_needs(string id, string dependencies)
    {
        var found = Nuspec(id).Descendants().Where(element => element.Name.LocalName == "dependency").Select(element => element.Attribute("id")!.Value);
        // The same for each target framework.
        Assert.Equal(dependencies, string.Join(' ', found.Distinct()));
    }

    private void AssertCompiledAheadOfTime(string id, string plainEntry, string compiledEntry)
    {
        using var package = ZipFile.OpenRead(feed.Package(id));
        var (plain, compiled) = (Read(plainEntry), Read(compiledEntry));
        Assert.Equal((false, true), (plain.HasNativeCode, compiled.HasNativeCode));
        Assert.Equal(plain.Id, compiled.Id);

        (Guid Id, bool HasNativeCode) Read(string entry)
        {
            using var stream = new MemoryStream();
            using (var packed = package.GetEntry(entry)!.Open()) packed.CopyTo(stream);
            stream.Position = 0;
            using var file = new PEReader(stream);
            var metadata = file.GetMetadataReader();
            return (metadata.GetGuid(metadata.GetModuleDefinition().Mvid), file.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size > 0);
        }
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
