using System.Diagnostics;
using FlowerModel.Sdk.Tests.Support;
using FlowerModel.Testing;

namespace FlowerModel.Sdk.Tests;

/// <summary>Builds are killed at random moments. <c>bench/killed-builds.sh</c> does the same a thousand times.</summary>
[Collection(ConsumerBuilds.Name)]
[Trait("Speed", "Slow")]
public sealed class KilledBuildTests(PackedFeed feed) : IDisposable
{
    private const int Kills = 6;

    private readonly Consumer consumer = new(feed);

    public void Dispose() => consumer.Dispose();

    [Fact]
    public async System.Threading.Tasks.Task The_build_after_a_kill_at_any_moment_makes_the_same_bytes()
    {
        consumer.Build().Succeeded();
        Empty();
        var clock = Stopwatch.StartNew();
        consumer.Build().Succeeded();
        var duration = clock.Elapsed;
        var expected = Results();

        for (var i = 0; i < Kills; i++)
        {
            Empty();
            using var build = CommandLine.Start(
                consumer["App"], consumer.Environment, static _ => { }, ["build", "--no-restore", "-tl:off", .. consumer.CommandLineProperties()]);
            // One moment in each part of the build.
            var moment = duration * ((i + Random.Shared.NextDouble()) / Kills);
            await System.Threading.Tasks.Task.Delay(moment, TestContext.Current.CancellationToken);
            build.Kill();
            await build.WaitForExitAsync(TestContext.Current.CancellationToken);

            consumer.Build().Succeeded();
            Assert.True(expected == Results(), $"killed after {moment}");
        }
    }

    private void Empty()
    {
        foreach (var path in (string[])["cache", "App/obj/Debug", "App/bin"])
        {
            // A trainer whose build was killed may still be about to end.
            for (var attempt = 1; Directory.Exists(consumer[path]); attempt++)
            {
                try
                {
                    Directory.Delete(consumer[path], recursive: true);
                }
                catch (IOException) when (attempt < 100)
                {
                    Thread.Sleep(50);
                }
            }
        }
    }

    // The bytes of the model, and the names of the blobs, which are the hashes of their bytes.
    private string Results() => string.Join('\n', consumer.FilesIn("cache/v1/blobs").Where(file => !file.EndsWith(".tmp", StringComparison.Ordinal)))
        + Convert.ToHexString(File.ReadAllBytes(consumer["App/obj/Debug/net10.0/FlowerModel/Flowers/Flowers.tflite"]));
}
