using FlowerModel.Sdk.Tests.Support;
using FlowerModel.Testing;

namespace FlowerModel.Sdk.Tests;

/// <summary>The ways to build, other than <c>dotnet build</c> in the project's folder: none of them trains again.</summary>
[Collection(ConsumerBuilds.Name)]
public sealed class CommandTests(PackedFeed feed) : IDisposable
{
    private readonly Consumer consumer = new(feed);

    public void Dispose() => consumer.Dispose();

    [Fact]
    public void A_solution_trains_once_and_rebuilding_publishing_packing_and_running_train_nothing()
    {
        consumer.Write("All.slnx", """<Solution><Project Path="App/App.csproj" /></Solution>""");
        Assert.Equal(6, consumer.Run(".", "build", "All.slnx").Succeeded().Verbs.Count);
        consumer.Run(".", "build", "All.slnx", "--no-restore").DidNothing();

        var rebuilt = consumer.Run(".", "build", "All.slnx", "--no-restore", "-t:Rebuild").Succeeded();
        Assert.Empty(rebuilt.Verbs);
        Assert.True(rebuilt.Compiled);

        Assert.Empty(consumer.Run("App", "publish", "-o", consumer["published"]).Succeeded().Verbs);
        Assert.Empty(consumer.Run("App", "pack", "-o", consumer["packed"]).Succeeded().Verbs);
        Assert.StartsWith("version 1.0.0", consumer.StartProgram("published/App.dll"), StringComparison.Ordinal);
        var (exitCode, output) = CommandLine.Run(consumer["App"], consumer.Environment, "run", "--no-build");
        Assert.True(exitCode == 0 && output.StartsWith("version 1.0.0", StringComparison.Ordinal), output);
    }

    [Fact]
    public void Visual_Studio_always_builds_and_dotnet_watch_watches_the_images()
    {
        var (_, check) = CommandLine.Run(consumer["App"], consumer.Environment, "msbuild", "-getProperty:DisableFastUpToDateCheck");
        Assert.Equal("true", check.Trim());

        var (exitCode, output) = CommandLine.Run(consumer["App"], consumer.Environment, "watch", "--list", "--non-interactive");
        Assert.True(exitCode == 0, output);
        var watched = output.Split('\n', StringSplitOptions.TrimEntries);
        Assert.Contains(Path.GetFullPath(consumer["App/photos/daisy/0.jpg"]), watched);
        Assert.Contains(Path.GetFullPath(consumer["App/Program.cs"]), watched);
    }
}
