using FlowerModel.Sdk.Tests.Support;
using FlowerModel.Testing;

namespace FlowerModel.Sdk.Tests;

/// <summary>A real <c>dotnet watch build</c>.</summary>
[Collection(ConsumerBuilds.Name)]
[Trait("Speed", "Slow")]
public sealed class WatchTests(PackedFeed feed) : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly Consumer consumer = new(feed);
    private readonly SemaphoreSlim idle = new(0);
    private readonly List<string> lines = [];

    public void Dispose()
    {
        consumer.Dispose();
        idle.Dispose();
    }

    [Fact]
    public async Task A_changed_or_removed_image_retrains_and_a_new_one_is_part_of_the_next_build()
    {
        // On the command line, "dotnet watch" takes -p for its own option.
        foreach (var (name, value) in consumer.Properties) consumer.Environment[name] = value;
        using var watch = CommandLine.Start(consumer["App"], consumer.Environment, Receive, "watch", "--non-interactive", "build");
        try
        {
            Assert.Equal(9, await ExtractedAsync());
            consumer.AddImage("daisy", "new");
            consumer.AddImage("roses", "0", "another image");
            Assert.Equal(2, await ExtractedAsync());
            File.Delete(consumer["App/photos/daisy/1.jpg"]);
            Assert.Equal(0, await ExtractedAsync());
            Assert.Equal(3, lines.Count(line => line.Contains("fake train", StringComparison.Ordinal)));
        }
        finally
        {
            watch.Kill(entireProcessTree: true);
            await watch.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
    }

    private void Receive(string line)
    {
        lock (lines) lines.Add(line);
        if (line.Contains("Waiting for a file to change", StringComparison.Ordinal)) idle.Release();
    }

    // Waits for the end of a build; returns the number of images that went through the base in it.
    private async Task<int> ExtractedAsync()
    {
        var ended = await idle.WaitAsync(Limit, TestContext.Current.CancellationToken);
        lock (lines)
        {
            Assert.True(ended, string.Join('\n', lines));
            var start = lines.FindLastIndex(lines.Count - 1, line => line.Contains("fake features", StringComparison.Ordinal));
            var extraction = lines.Skip(start).FirstOrDefault(line => line.Contains("fake extraction of", StringComparison.Ordinal));
            return extraction is null ? 0 : int.Parse(extraction.Split(' ')[^2], System.Globalization.CultureInfo.InvariantCulture);
        }
    }
}
