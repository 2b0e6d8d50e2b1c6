using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using FlowerModel.Sdk.Tests.Support;
using FlowerModel.Testing;

namespace FlowerModel.Sdk.Tests;

/// <summary>Failing trainers and canceled builds: the build reports a clear error, keeps complete artifacts and leaves no process behind.</summary>
[Collection(ConsumerBuilds.Name)]
public sealed partial class TrainerFailureTests(PackedFeed feed) : IDisposable
{
    private readonly Consumer consumer = new(feed);

    public void Dispose() => consumer.Dispose();

    [Fact]
    public void Any_trainer_failure_fails_the_build_with_a_clear_error_and_the_next_build_resumes_from_there()
    {
        (string Behavior, string Code, string Part)[] ways =
        [
            ("error@features", "FLOWER6002", "A fake error"),
            ("crash@features", "FLOWER4004", "crashed"),
            ("kill-self@train", "FLOWER4004", "killed"),
            ("silent@convert", "FLOWER4004", "without writing model.tflite"),
        ];
        foreach (var (behavior, code, part) in ways)
        {
            consumer.Environment["FLOWERMODEL_FAKE_TRAINER"] = behavior;
            Assert.Contains(part, consumer.Build().FailedWith(code).Text, StringComparison.Ordinal);
        }

        consumer.Environment["FLOWERMODEL_FAKE_TRAINER"] = "garbage";
        Assert.Equal(["convert", "evaluate", "report"], consumer.Build().Succeeded().Verbs);
        Assert.Empty(Directory.EnumerateFileSystemEntries(consumer["cache/v1/work"]));
    }

    [Fact]
    public void A_trainer_warning_becomes_a_build_warning()
    {
        consumer.Environment["FLOWERMODEL_FAKE_TRAINER"] = "warn@train";
        var warning = Assert.Single(consumer.Build().Succeeded().Warnings);
        Assert.Equal(("FLOWER2004", "A fake warning."), (warning.Code, warning.Text));
    }

    [Theory]
    [InlineData("INT", "hang")]
    [InlineData("INT", "stubborn")]
    [InlineData("KILL", "hang")]
    public async System.Threading.Tasks.Task A_build_that_is_canceled_or_killed_leaves_no_trainer_behind(string signal, string behavior)
    {
        ReferenceData.SkipUnless(!OperatingSystem.IsWindows(), "Windows has no signals");
        consumer.Environment["FLOWERMODEL_FAKE_TRAINER"] = behavior;
        var trainer = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var output = new ConcurrentQueue<string>();
        using var build = CommandLine.Start(consumer["App"], consumer.Environment, line =>
        {
            output.Enqueue(line);
            if (HangingProcess().Match(line) is { Success: true } match) trainer.TrySetResult(int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));
        }, ["build", "-tl:off", .. consumer.CommandLineProperties()]);

        var id = await trainer.Task.WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
        Process.Start("kill", [$"-{signal}", build.Id.ToString(CultureInfo.InvariantCulture)]).WaitForExit();
        await EndOf(build, signal);

        Assert.NotEqual(0, build.ExitCode);
        if (signal == "INT") Assert.Contains(output, line => line.Contains("warning FLOWER5011: Flowers: canceled in features.", StringComparison.Ordinal));
        for (var attempt = 0; attempt < 100 && IsRunning(id); attempt++) await System.Threading.Tasks.Task.Delay(100, TestContext.Current.CancellationToken);
        Assert.False(IsRunning(id), "the trainer still runs");
        Assert.False(File.Exists(consumer["App/obj/Debug/net10.0/FlowerModel/Flowers/features.json"]), "a canceled stage claims success");
    }

    /// <summary>Waits for a signaled build to end. A build that ignores the signal fails the test instead of blocking the whole run.</summary>
    private static async System.Threading.Tasks.Task EndOf(Process build, string signal)
    {
        try
        {
            await build.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
        }
        catch (TimeoutException)
        {
            build.Kill(entireProcessTree: true);
            Assert.Fail($"The build goes on two minutes after SIG{signal}. A shell lets what it runs in the background ignore SIGINT: run the tests in the foreground.");
        }
    }

    private static bool IsRunning(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    [GeneratedRegex("hanging in process ([0-9]+)")]
    private static partial Regex HangingProcess();
}
