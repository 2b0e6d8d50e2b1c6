using System.Diagnostics;
using System.Security.Cryptography;
using FlowerModel.Sdk.Tests.Support;
using FlowerModel.Testing;

namespace FlowerModel.Sdk.Tests;

/// <summary>
/// Fifty builds are killed at random moments: alone, with every process that they started, or only their trainer. <c>bench/killed-builds.sh</c> does the
/// same a thousand times.
/// </summary>
[Collection(ConsumerBuilds.Name)]
[Trait("Speed", "Slow")]
public sealed class KilledBuildTests(PackedFeed feed)
{
    private static readonly string[] WholeBuild = ["build", "--no-restore"];

    // Everything but the compiler and the copying of files, in half the time.
    private static readonly string[] ModelOnly = ["msbuild", "-t:FlowerModelEmbed"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // Two projects at a time use both processors of a small machine.
    [Fact]
    public async Task The_build_after_a_kill_at_any_moment_makes_the_same_bytes() => await Task.WhenAll(
        Task.Run(() => KillAsync((5, WholeBuild), (15, ModelOnly)), Cancellation),
        Task.Run(() => KillAsync((30, ModelOnly)), Cancellation));

    private async Task KillAsync(params (int Kills, string[] Command)[] series)
    {
        using var consumer = new Consumer(feed);
        consumer.Build().Succeeded();
        foreach (var (kills, command) in series)
        {
            Empty(consumer);
            var clock = Stopwatch.StartNew();
            Build(consumer, command);
            var duration = clock.Elapsed;
            var expected = Results(consumer);
            var interrupted = 0;
            for (var i = 0; i < kills; i++)
            {
                // One moment in each part of the build.
                var moment = duration * ((i + Random.Shared.NextDouble()) / kills);
                Empty(consumer);
                if (await KillAsync(consumer, command, moment, i % 3)) interrupted++;
                Build(consumer, command);
                Assert.True(expected == Results(consumer), $"kill {i} of '{string.Join(' ', command)}', after {moment}: {Results(consumer)}");
            }

            Assert.NotEqual(0, interrupted);
        }
    }

    // Returns true if the build failed because of it.
    private static async Task<bool> KillAsync(Consumer consumer, string[] command, TimeSpan moment, int way)
    {
        var trainers = new TrainerProcesses(consumer);
        using var build = CommandLine.Start(consumer["App"], consumer.Environment, static _ => { }, Arguments(consumer, command));
        await Task.Delay(moment, Cancellation);
        if (way == 0) build.Kill();
        else if (way == 1) build.Kill(entireProcessTree: true);
        else trainers.Kill();
        await build.WaitForExitAsync(Cancellation);
        await trainers.EndAsync(Cancellation);
        return build.ExitCode != 0;
    }

    private static void Build(Consumer consumer, string[] command)
    {
        var (exitCode, output) = CommandLine.Run(consumer["App"], consumer.Environment, Arguments(consumer, command));
        Assert.True(exitCode == 0, output);
    }

    private static string[] Arguments(Consumer consumer, string[] command) => [.. command, "-tl:off", .. consumer.CommandLineProperties()];

    private static void Empty(Consumer consumer)
    {
        foreach (var path in (string[])["cache", "App/obj/Debug", "App/bin"])
        {
            // Where trainers cannot be listed, one whose build was killed may be about to end.
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

    // The hashes of the model, the artifacts and the records.
    private static string Results(Consumer consumer) => string.Join('\n',
    [
        .. Hashes(consumer, "App/obj/Debug/net10.0/FlowerModel", static file => file.EndsWith(".tflite", StringComparison.Ordinal)),
        .. Hashes(consumer, "cache/v1/blobs", static file => Path.GetExtension(file) != ".tmp"),
        .. Hashes(consumer, "cache/v1/stages", static file => Path.GetExtension(file) is not (".lock" or ".holder" or ".tmp")),
    ]);

    private static IEnumerable<string> Hashes(Consumer consumer, string folder, Func<string, bool> isWanted) => consumer.FilesIn(folder).Where(isWanted)
        .Select(file => $"{file} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(consumer[folder + '/' + file])))}");
}
