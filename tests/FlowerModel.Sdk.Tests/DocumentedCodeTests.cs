using System.Xml.Linq;
using FlowerModel.Sdk.Tests.Support;
using FlowerModel.Testing;

namespace FlowerModel.Sdk.Tests;

/// <summary>The C# in the documents.</summary>
[Collection(ConsumerBuilds.Name)]
public sealed class DocumentedCodeTests(PackedFeed feed) : IDisposable
{
    // What the blocks use without declaring it. The types of .NET MAUI, which is a workload, are stand-ins.
    private const string Surroundings = """
        abstract class Surroundings
        {
            protected static readonly Flowers flowers = null!;
            protected static readonly Stream stream = null!;
            protected static readonly byte[] bytes = [];
            protected static readonly string[] millionsOfPaths = [];
            protected static readonly CancellationToken cancellation = CancellationToken.None;
            protected static readonly WebApplicationBuilder builder = null!;
            protected static readonly WebApplication app = null!;
            protected static readonly Microsoft.AspNetCore.Components.Forms.InputFileChangeEventArgs choice = null!;
            protected static object Refuse() => "too large";

            protected sealed class Label
            {
                public string Text { get; set; } = "";
            }

            protected sealed class FileResult
            {
                public Task<Stream> OpenReadAsync() => null!;
            }

            protected sealed class MediaPicker
            {
                public static MediaPicker Default { get; } = new();

                public Task<FileResult?> PickPhotoAsync() => null!;
            }

            protected Label Answer { get; } = new();
        }
        """;

    private readonly Consumer consumer = new(feed);

    public void Dispose() => consumer.Dispose();

    [Fact]
    public void It_compiles_with_the_packages()
    {
        var blocks = DocumentedCode.FindAll();
        Assert.Contains(blocks, block => block.Document == "README.md");
        Assert.Contains(blocks, block => block.Document.StartsWith("docs/", StringComparison.Ordinal));
        for (var i = 0; i < blocks.Count; i++) consumer.Write($"App/Block{i}.cs", blocks[i].ToSource(i, "Surroundings"));
        consumer.Write("App/Program.cs", Surroundings);
        consumer.WriteProject(
            projectSdk: "Microsoft.NET.Sdk.Web",
            models: """
                <FlowerModel Include="Flowers" Dataset="photos" BaseWeights="none" Quantization="int8;float32" EmbedAll="true" />
                <FlowerModel Include="Animals" Dataset="photos" BaseWeights="none" />
                """,
            body: $"""
                <PropertyGroup>
                  <OutputType>Library</OutputType>
                  <ImplicitUsings>enable</ImplicitUsings>
                  <Nullable>enable</Nullable>
                  <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                  <NoWarn>$(NoWarn);CS0108;CS8618</NoWarn>
                </PropertyGroup>
                <ItemGroup>
                  <PackageReference Include="FlowerModel.Extensions.AI" Version="1.0.0" />
                  <PackageReference Include="FlowerModel.Extensions.DependencyInjection" Version="1.0.0" />
                  <PackageReference Include="Microsoft.ML.OnnxRuntime.Managed" Version="{VersionOf("Microsoft.ML.OnnxRuntime")}" />
                  <Using Include="FlowerModel.Runtime;FlowerModel.Extensions.AI;Microsoft.Extensions.AI" />
                </ItemGroup>
                """);

        consumer.Build().Succeeded();
    }

    private static string VersionOf(string package) => XDocument.Load(Path.Combine(ReferenceData.RepositoryRoot, "Directory.Packages.props"))
        .Descendants("PackageVersion").Single(item => item.Attribute("Include")?.Value == package).Attribute("Version")!.Value;
}
