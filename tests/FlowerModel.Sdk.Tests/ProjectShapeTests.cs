using System.IO.Compression;
using FlowerModel.Sdk.Tests.Support;

namespace FlowerModel.Sdk.Tests;

/// <summary>The ways to reference the SDK, and the kinds of projects that use it.</summary>
[Collection(ConsumerBuilds.Name)]
public sealed class ProjectShapeTests(PackedFeed feed) : IDisposable
{
    private const string Reference = """<ItemGroup><PackageReference Include="FlowerModel.Sdk" Version="1.0.0" /></ItemGroup>""";

    private readonly Consumer consumer = new(feed);

    public void Dispose() => consumer.Dispose();

    [Fact]
    public void It_works_as_an_additional_SDK_in_the_Sdk_attribute()
    {
        consumer.WriteProject(sdk: "", projectSdk: "Microsoft.NET.Sdk;FlowerModel.Sdk/1.0.0");
        Assert.Equal(6, consumer.Build().Succeeded().Verbs.Count);
        Assert.StartsWith("version 1.0.0", consumer.StartProgram(), StringComparison.Ordinal);
        consumer.Build().DidNothing();
    }

    [Fact]
    public void As_the_only_SDK_it_fails_with_an_explanation()
    {
        consumer.WriteProject(sdk: "", projectSdk: "FlowerModel.Sdk/1.0.0");
        var error = consumer.Build().FailedWith("FLOWER1009");
        Assert.Contains("Microsoft.NET.Sdk;FlowerModel.Sdk", error.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_library_for_NET_Standard_contains_a_model()
    {
        consumer.WriteProject(
            frameworks: "<TargetFramework>netstandard2.1</TargetFramework>",
            body: "<PropertyGroup><OutputType>Library</OutputType></PropertyGroup>");
        consumer.Write("App/Program.cs", """
            namespace App
            {
                public static class Answer
                {
                    public static string Of(string path)
                    {
                        using (var flowers = Flowers.Load()) return flowers.Classify(path).Label;
                    }
                }
            }
            """);
        Assert.Equal(6, consumer.Build().Succeeded().Verbs.Count);
    }

    [Fact]
    public void It_works_as_a_package_reference_on_the_first_build()
    {
        consumer.WriteProject(sdk: "", body: Reference);
        Assert.Equal(6, consumer.Build().Succeeded().Verbs.Count);
        Assert.StartsWith("version 1.0.0", consumer.StartProgram(), StringComparison.Ordinal);
        consumer.Build().DidNothing();
        Assert.Equal(Consumer.ProgramFiles, consumer.FilesIn("App/bin/Debug/net10.0"));
    }

    [Theory]
    [InlineData("photos", "a;b $(Configuration)")]
    [InlineData("$(MSBuildProjectDirectory)/photos", "it's, 100 (c) [d] #1 & ~x")]
    public void A_path_with_characters_that_mean_something_to_MSBuild_works_wherever_a_project_without_models_does(string dataset, string folder)
    {
        foreach (var label in (string[])["daisy", "roses"])
        {
            for (var i = 0; i < 3; i++) consumer.Write($"{folder}/photos/{label}/{i}.jpg", $"{label} {i}");
        }

        File.Copy(consumer["App/Program.cs"], consumer[$"{folder}/Program.cs"]);
        consumer.WriteProject(
            path: $"{folder}/App.csproj",
            models: $"""<FlowerModel Include="Flowers" Dataset="{dataset}" BaseWeights="none" CopyToOutput="true" />""");
        Assert.Equal(6, consumer.Run(folder, "build").Succeeded().Verbs.Count);
        Assert.StartsWith("version 1.0.0", consumer.StartProgram($"{folder}/bin/Debug/net10.0/App.dll"), StringComparison.Ordinal);
        Assert.True(File.Exists(consumer[$"{folder}/bin/Debug/net10.0/Flowers.provenance.json"]));
        // The compiler runs again in a folder with a semicolon, with or without models.
        var again = consumer.Run(folder, "build").Succeeded();
        Assert.Empty(again.Verbs);
        Assert.Empty(again.TasksNamed("FlowerModelRunStage"));
    }

    [Theory]
    [InlineData("7.3")]
    [InlineData("9")]
    public void An_old_language_version_compiles_the_class(string version)
    {
        consumer.WriteProject(body: $"<PropertyGroup><LangVersion>{version}</LangVersion><ImplicitUsings>disable</ImplicitUsings></PropertyGroup>");
        consumer.Write("App/Program.cs", """
            namespace App
            {
                static class Program
                {
                    static void Main() => System.Console.WriteLine("version " + Flowers.ModelVersion + " " + Flowers.KnownLabels.Daisy);
                }
            }
            """);
        Assert.Empty(consumer.Build().Succeeded().Warnings);
        Assert.Equal("version 1.0.0 daisy", consumer.StartProgram().Trim());
    }

    [Fact]
    public void The_generated_class_makes_no_other_name_ambiguous()
    {
        consumer.Write("App/Program.cs", """
            using Other;
            System.Console.WriteLine(new Garden().Name + Flowers.KnownLabels.Daisy);
            namespace Other { class Garden { public string Name => "other "; } }
            namespace App { class Garden { public string Name => "app "; } }
            """);
        consumer.Build().Succeeded();
        Assert.Equal("other daisy", consumer.StartProgram().Trim());
    }

    [Theory]
    [InlineData("")]
    [InlineData("""<PackageVersion Include="FlowerModel.Runtime" Version="1.0.0" />""")]
    public void Central_package_management_works_with_or_without_a_version_of_the_runtime(string listed)
    {
        consumer.Write("Directory.Packages.props", $"""
            <Project>
              <PropertyGroup><ManagePackageVersionsCentrally>true</ManagePackageVersionsCentrally></PropertyGroup>
              <ItemGroup>{listed}</ItemGroup>
            </Project>
            """);
        Assert.Empty(consumer.Build().Succeeded().Warnings);
        Assert.StartsWith("version 1.0.0", consumer.StartProgram(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""<Sdk Name="FlowerModel.Sdk" Version="1.0.0" />""", "", "net10.0")]
    [InlineData("", Reference, "net10.0")]
    [InlineData("", """<ItemGroup><PackageReference Include="FlowerModel.Sdk" Version="1.0.0" PrivateAssets="all" /></ItemGroup>""", "net10.0;net8.0")]
    public void The_package_of_a_library_depends_only_on_the_runtime_and_pack_without_build_runs_nothing(string sdk, string body, string frameworks)
    {
        consumer.WriteProject(
            sdk: sdk,
            body: body + "<PropertyGroup><OutputType>Library</OutputType></PropertyGroup>",
            frameworks: $"<TargetFrameworks>{frameworks}</TargetFrameworks>");
        consumer.Write("App/Program.cs", "namespace App { public partial class Flowers; }");
        consumer.Build().Succeeded();
        var pack = consumer.Run("App", "pack", "--no-build", "-c", "Debug", "-o", consumer["packed"]);
        pack.DidNothing();
        Assert.Empty(pack.TasksNamed("FlowerModelRunStage"));

        using var package = ZipFile.OpenRead(consumer["packed/App.1.0.0.nupkg"]);
        using var nuspec = new StreamReader(package.GetEntry("App.nuspec")!.Open());
        var dependencies = System.Xml.Linq.XDocument.Load(nuspec).Descendants().Where(element => element.Name.LocalName == "dependency").ToArray();
        Assert.Equal(frameworks.Split(';').Length, dependencies.Length);
        Assert.All(dependencies, dependency => Assert.Equal(
            ("FlowerModel.Runtime", "1.0.0"), (dependency.Attribute("id")!.Value, dependency.Attribute("version")!.Value)));
        Assert.Equal(
            frameworks.Split(';').Select(framework => $"lib/{framework}/App.dll"),
            package.Entries.Select(entry => entry.FullName).Where(name => name.StartsWith("lib/", StringComparison.Ordinal)));
    }

    [Fact]
    public void Two_target_frameworks_train_once()
    {
        consumer.WriteProject(frameworks: "<TargetFrameworks>net10.0;net8.0</TargetFrameworks>");
        var run = consumer.Build("-m").Succeeded();
        Assert.Equal(["features", "train", "fine-tune", "convert", "evaluate", "report"], run.Verbs);
        Assert.Equal(
            File.ReadAllBytes(consumer["App/obj/Debug/net10.0/FlowerModel/Flowers/Flowers.tflite"]),
            File.ReadAllBytes(consumer["App/obj/Debug/net8.0/FlowerModel/Flowers/Flowers.tflite"]));
        consumer.Build("-m").DidNothing();
    }

    [Fact]
    public void Two_projects_in_an_isolated_graph_with_a_shared_artifacts_folder_do_not_interfere()
    {
        consumer.Write("Directory.Build.props", """
            <Project>
              <PropertyGroup>
                <UseArtifactsOutput>true</UseArtifactsOutput>
                <ArtifactsPath>$(MSBuildThisFileDirectory)artifacts</ArtifactsPath>
              </PropertyGroup>
            </Project>
            """);
        consumer.WriteProject(body: """<ItemGroup><ProjectReference Include="../Library/Library.csproj" /></ItemGroup>""");
        consumer.WriteProject(
            path: "Library/Library.csproj",
            body: "<PropertyGroup><OutputType>Library</OutputType></PropertyGroup>",
            models: """<FlowerModel Include="Plants" Dataset="../App/photos" BaseWeights="none" CopyToOutput="true" />""");
        consumer.Run("App", "restore").Succeeded();
        var run = consumer.Build("--no-restore", "-graph", "-isolate").Succeeded();
        // The images and settings are the same and the names differ: only artifacts that contain the name are made twice.
        Assert.Equal(["convert", "convert", "evaluate", "evaluate", "features", "fine-tune", "report", "report", "train"], run.Verbs.Order(StringComparer.Ordinal));
        Assert.Contains("Plants.tflite", consumer.FilesIn("artifacts/bin/App/debug"));
        Assert.StartsWith("version 1.0.0", consumer.StartProgram("artifacts/bin/App/debug/App.dll"), StringComparison.Ordinal);
        consumer.Build("--no-restore", "-graph", "-isolate").DidNothing();
    }

    [Fact]
    public void A_design_time_build_writes_the_class_and_starts_nothing()
    {
        string[] designTime =
        [
            "msbuild", "-restore", "-t:Compile", "-p:DesignTimeBuild=true", "-p:BuildingInsideVisualStudio=true", "-p:SkipCompilerExecution=true",
            "-p:ProvideCommandLineArgs=true",
        ];
        var run = consumer.Run("App", designTime).Succeeded();
        Assert.Empty(run.Verbs);
        Assert.Empty(run.TasksNamed("FlowerModelRunStage"));
        Assert.False(Directory.Exists(consumer["cache"]));
        var code = File.ReadAllText(consumer["App/obj/Debug/net10.0/FlowerModel/Flowers/Flowers.design.g.cs"]);
        Assert.Contains("public const string Tulips = \"tulips\";", code, StringComparison.Ordinal);
        Assert.Contains("Tulips = 2,", code, StringComparison.Ordinal);
        Assert.Contains("public const string ModelSha256 = \"\";", code, StringComparison.Ordinal);

        // A half-written item does not fail the design-time build, and design-time builds do not make the next build compile again.
        consumer.Build().Succeeded();
        consumer.Run("App", designTime).Succeeded();
        consumer.Build().DidNothing();
        consumer.WriteProject("Epochs=\"many\"");
        Assert.Empty(consumer.Run("App", designTime).Succeeded().Errors);

        // The editor already shows what the build would reject.
        consumer.WriteProject("FineTuneFrom=\"block_11_expnd\"");
        Assert.Contains(
            consumer.Run("App", designTime).Succeeded().Warnings,
            warning => warning.Code == "FLOWER1002" && warning.Text.Contains("did you mean 'block_11_expand'?", StringComparison.Ordinal));
    }
}
