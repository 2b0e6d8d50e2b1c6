using System.IO.Compression;
using FlowerModel.Sdk.Tests.Support;
using FlowerModel.Testing;

namespace FlowerModel.Sdk.Tests;

/// <summary>
/// A model as a package, with nothing faked: one project trains and packs, another uses the package and knows neither the SDK nor the images. See
/// docs/sharing-models.md.
/// </summary>
[Collection(ConsumerBuilds.Name)]
[Trait("Speed", "Slow")]
public sealed class ModelPackageTests : IDisposable
{
    private readonly TemporaryFolder packages = new();
    private readonly Consumer consumer;

    public ModelPackageTests(PackedFeed feed)
    {
        consumer = new Consumer(feed);
        consumer.Environment["NUGET_PACKAGES"] = packages["of-the-library"];
        consumer.Properties.Remove("FlowerModelTrainerAssembly");
        Directory.Delete(consumer["App"], recursive: true);
        foreach (var label in (string[])["daisy", "tulips"])
        {
            Copy(label, skip: 0, take: 16, $"Garden/photos/{label}");
            Copy(label, skip: 16, take: 6, $"unseen/{label}");
        }

        consumer.Write("Shop/nuget.config", $"""
            <configuration><packageSources><add key="models" value="{consumer["packed"]}" /></packageSources></configuration>
            """);
    }

    public void Dispose()
    {
        consumer.Dispose();
        packages.Dispose();
    }

    [Theory]
    [InlineData("""<Sdk Name="FlowerModel.Sdk" Version="1.0.0" />""", "")]
    [InlineData("", """<ItemGroup><PackageReference Include="FlowerModel.Sdk" Version="1.0.0" PrivateAssets="all" /></ItemGroup>""")]
    public void A_program_classifies_images_with_a_packed_model_without_sdk_trainer_and_dataset(string sdk, string body)
    {
        consumer.WriteProject(
            sdk: sdk,
            body: body + """
                <PropertyGroup>
                  <OutputType>Library</OutputType>
                  <Version>2.1.0</Version>
                  <GenerateDocumentationFile>true</GenerateDocumentationFile>
                </PropertyGroup>
                """,
            models: """
                <FlowerModel Include="Flowers" Dataset="photos" Alpha="0.35" ImageSize="128" Epochs="8" BatchSize="8" FineTuneEpochs="0"
                             Version="$(Version)" Export="onnx" CopyToOutput="true" />
                """,
            path: "Garden/Garden.csproj");
        consumer.Write("Garden/Flowers.cs", "namespace Garden; public partial class Flowers;");
        consumer.Run("Garden", "pack", "-c", "Release", "-o", consumer["packed"]).Succeeded();
        using (var package = ZipFile.OpenRead(consumer["packed/Garden.2.1.0.nupkg"]))
        {
            Assert.Equal(
                ["lib/net10.0/Garden.dll", "lib/net10.0/Garden.xml"],
                package.Entries.Select(entry => entry.FullName).Where(name => name.StartsWith("lib/", StringComparison.Ordinal)).Order());
            Assert.DoesNotContain(package.Entries, entry => Path.GetExtension(entry.Name) is ".tflite" or ".onnx" or ".jpg" or ".png");
        }

        Directory.Delete(consumer["Garden"], recursive: true);
        Directory.Delete(consumer["cache"], recursive: true);
        consumer.Environment["NUGET_PACKAGES"] = packages["of-the-program"];
        consumer.Write("Shop/Shop.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <UseAppHost>false</UseAppHost>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Garden" Version="2.1.0" />
              </ItemGroup>
            </Project>
            """);
        consumer.Write("Shop/Program.cs", """
            using System;
            using System.IO;
            using Garden;
            using var flowers = Flowers.Load();
            Console.WriteLine($"{Flowers.ModelVersion} {Flowers.KnownLabels.Daisy} {string.Join('/', flowers.Labels)}");
            foreach (var image in args) Console.WriteLine($"{Path.GetFileName(Path.GetDirectoryName(image))} {flowers.Classify(image).Label}");
            """);
        var build = consumer.Run("Shop", "build").Succeeded();

        Assert.Empty(build.Warnings);
        Assert.Equal(
            ["flowermodel.runtime", "flowermodel.tflite", "garden", "google.flatbuffers", "stbimagesharp"],
            Directory.GetDirectories(packages["of-the-program"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        var lines = consumer.StartProgram(
                "Shop/bin/Debug/net10.0/Shop.dll", [.. Directory.EnumerateFiles(consumer["unseen"], "*", SearchOption.AllDirectories)])
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.Equal("2.1.0 daisy daisy/tulips", lines[0]);
        Assert.Equal(12, lines.Length - 1);
        Assert.InRange(lines.Skip(1).Count(line => line.Split(' ') is [var truth, var answer] && truth == answer), 9, 12);
    }

    private void Copy(string label, int skip, int take, string target)
    {
        Directory.CreateDirectory(consumer[target]);
        var source = Path.Combine(ReferenceData.RepositoryRoot, "sample", "FlowerApp", "flowers", label);
        foreach (var image in Directory.EnumerateFiles(source).Order(StringComparer.Ordinal).Skip(skip).Take(take))
            File.Copy(image, consumer[$"{target}/{Path.GetFileName(image)}"]);
    }
}
