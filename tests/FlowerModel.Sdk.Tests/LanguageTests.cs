using FlowerModel.Sdk.Tests.Support;
using FlowerModel.Testing;

namespace FlowerModel.Sdk.Tests;

/// <summary>Programs in other languages than C#, as docs/runtime.md describes them: Visual Basic with the generated class, F# without.</summary>
[Collection(ConsumerBuilds.Name)]
[Trait("Speed", "Slow")]
public sealed class LanguageTests : IDisposable
{
    private readonly TemporaryFolder packages = new();
    private readonly Consumer consumer;

    public LanguageTests(PackedFeed feed)
    {
        consumer = new Consumer(feed);
        consumer.Environment["NUGET_PACKAGES"] = packages.FullName;
        consumer.Properties.Remove("FlowerModelTrainerAssembly");
        foreach (var label in (string[])["daisy", "tulips"])
        {
            var drawings = Directory.EnumerateFiles(Path.Combine(ReferenceData.RepositoryRoot, "sample", "FlowerApp", "flowers", label)).Order(StringComparer.Ordinal).ToArray();
            Directory.CreateDirectory(consumer["photos/" + label]);
            for (var i = 0; i < 20; i++) File.Copy(drawings[i], consumer[$"photos/{label}/{i}.jpg"]);
        }
    }

    public void Dispose()
    {
        consumer.Dispose();
        packages.Dispose();
    }

    [Theory]
    [InlineData("Basic/Basic.vbproj", "Program.vb", "vb")]
    [InlineData("Sharp/Sharp.fsproj", "Program.fs", "fsharp")]
    public void The_program_of_the_documentation_classifies_an_image(string project, string file, string language)
    {
        var (folder, name) = (Path.GetDirectoryName(project)!, Path.GetFileNameWithoutExtension(project));
        consumer.WriteProject(
            path: project,
            body: language == "fsharp" ? $"""<ItemGroup><Compile Include="{file}" /></ItemGroup>""" : "",
            models: """
                <FlowerModel Include="Flowers" Dataset="../photos" Alpha="0.35" ImageSize="128" Epochs="8" BatchSize="8" FineTuneEpochs="0" />
                """);
        consumer.Write($"{folder}/{file}", Documented(language));

        var run = consumer.Run(folder, "build").Succeeded();

        Assert.Equal(language == "vb" ? [] : ["FLOWER1007"], run.Warnings.Select(warning => warning.Code));
        var output = consumer.StartProgram($"{folder}/bin/Debug/net10.0/{name}.dll", consumer["photos/daisy/3.jpg"], consumer["photos/tulips/3.jpg"]);
        Assert.Equal(["daisy", "tulips"], output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[0]));
    }

    // The program between the fences of that language.
    private static string Documented(string language)
    {
        var page = File.ReadAllText(Path.Combine(ReferenceData.RepositoryRoot, "docs", "runtime.md")).ReplaceLineEndings("\n");
        var start = page.IndexOf($"```{language}\n", StringComparison.Ordinal) + language.Length + 4;
        return page[start..page.IndexOf("```", start, StringComparison.Ordinal)];
    }
}
