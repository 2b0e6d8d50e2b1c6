using FlowerModel.Sdk.Tests.Support;
using FlowerModel.Testing;

namespace FlowerModel.Sdk.Tests;

/// <summary><c>dotnet new flowermodel</c> from the packed template, and the new project as a newcomer runs it.</summary>
[Collection(ConsumerBuilds.Name)]
[Trait("Speed", "Slow")]
public sealed class TemplateTests(PackedFeed feed) : IDisposable
{
    private readonly Consumer consumer = new(feed);

    public void Dispose() => consumer.Dispose();

    [Fact]
    public void The_template_gives_a_project_that_trains_and_classifies_images_at_once()
    {
        New("install", feed.Package("FlowerModel.Templates"));
        New("flowermodel", "-o", "My.Garden", "--Framework", "net10.0");

        Assert.Equal(
            [".gitignore", "My.Garden.csproj", "Program.cs"],
            Directory.EnumerateFiles(consumer["My.Garden"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        var (exitCode, output) = CommandLine.Run(consumer["My.Garden"], consumer.Environment, "run");

        Assert.True(exitCode == 0, output);
        Assert.Contains("Classes: daisy, sunflowers, tulips", output, StringComparison.Ordinal);
        foreach (var answer in (string[])["daisy.jpg: daisy (", "sunflower.jpg: sunflowers (", "tulip.jpg: tulips ("])
        {
            Assert.Contains(answer, output, StringComparison.Ordinal);
        }
    }

    // Its own folder of installed templates, so that those of the user stay as they are.
    private void New(params string[] arguments)
    {
        var (exitCode, output) = CommandLine.Run(consumer[""], consumer.Environment, ["new", .. arguments, "--debug:custom-hive", consumer["hive"]]);
        Assert.True(exitCode == 0, output);
    }
}
