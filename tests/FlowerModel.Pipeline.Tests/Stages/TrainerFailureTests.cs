using System.Diagnostics;
using System.Globalization;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Stages;

namespace FlowerModel.Pipeline.Tests.Stages;

/// <summary>A misbehaving trainer fails the build with a clear error and leaves nothing behind.</summary>
[Collection(FakeTrainerTests.Name)]
public sealed class TrainerFailureTests : IDisposable
{
    private readonly FakeTrainerProject project = new() { HasTrainerProcess = true };

    public void Dispose() => project.Dispose();

    [Fact]
    public void A_program_that_does_not_exist_is_an_error_that_says_how_to_name_another()
    {
        project.HasTrainerProcess = true;
        project.DotNet = project["no-dotnet"];
        var error = Assert.Throws<PipelineException>(() => project.Build()).Diagnostic;
        Assert.Equal(Codes.TrainerNotStarted, error.Code);
        Assert.Contains("FlowerModelDotNetHost", error.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("crash", Codes.TrainerCrashed, "it crashed (exit code ")]
    [InlineData("kill-self", Codes.TrainerCrashed, "it was killed (exit code 137)")]
    [InlineData("silent", Codes.TrainerCrashed, "head.h5")]
    [InlineData("error", Codes.TrainingDiverged, "A fake error: do something about it.")]
    public void A_failed_stage_leaves_nothing_behind_and_the_next_build_resumes_there(string behavior, string code, string words)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() && behavior == "kill-self", "Windows has no signals");
        project.Behavior = behavior + "@train";
        var error = Assert.Throws<PipelineException>(() => project.Build()).Diagnostic;
        Assert.Equal(code, error.Code);
        Assert.Contains(words, error.Text, StringComparison.Ordinal);
        Assert.Equal(["features", "train"], project.LastStarted);
        Assert.Single(project.CacheFiles("stages"), path => path.EndsWith(".json", StringComparison.Ordinal));
        Assert.Single(project.CacheFiles("blobs"));
        Assert.Empty(project.CacheFiles("work"));
        Assert.False(File.Exists(project["obj", "train.json"]));

        project.HasTrainerProcess = false;
        project.Behavior = "ok";
        Assert.Equal(["train", "fine-tune", "convert", "evaluate", "report"], project.Build());
    }

    [Fact]
    public void The_output_of_a_crashed_trainer_is_in_the_log_that_the_error_names()
    {
        project.Behavior = "crash";
        var error = Assert.Throws<PipelineException>(() => project.Build()).Diagnostic;
        Assert.Contains("a fake crash", File.ReadAllText(error.File!), StringComparison.Ordinal);
        Assert.Contains(error.File!, error.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Library_output_goes_to_the_log_and_has_no_other_effect()
    {
        project.Behavior = "garbage@train";
        Assert.Equal(6, project.Build().Length);
        Assert.Empty(project.Reported);
        var log = File.ReadAllText(project["obj", "train.log"]);
        Assert.Contains("INFO: a library says hello", log, StringComparison.Ordinal);
        Assert.Contains("WARNING: a library complains", log, StringComparison.Ordinal);
    }

    [Fact]
    public void Warnings_and_progress_are_passed_on()
    {
        var progress = new List<string>();
        project.Progressed = progress.Add;
        project.Behavior = "warn@train";
        project.Build();
        Assert.Equal((Severity.Warning, Codes.UnreadableImage), (Assert.Single(project.Reported).Severity, project.Reported[0].Code));
        Assert.Contains("Flowers: fake train", progress);
    }

    [Theory]
    [InlineData("hang")]
    [InlineData("stubborn")]
    [Trait("Speed", "Slow")]
    public void A_canceled_build_leaves_no_process_and_no_incomplete_artifacts(string behavior)
    {
        using var cancel = new CancellationTokenSource();
        var hanging = 0;
        project.Progressed = text =>
        {
            if (!text.StartsWith("hanging in process ", StringComparison.Ordinal)) return;
            hanging = int.Parse(text.Split(' ')[^1], CultureInfo.InvariantCulture);
            cancel.Cancel();
        };
        project.Behavior = behavior + "@train";
        Assert.ThrowsAny<OperationCanceledException>(() => project.Build(cancel.Token));
        Assert.NotEqual(0, hanging);
        Assert.Throws<ArgumentException>(() => Process.GetProcessById(hanging));
        Assert.Empty(project.CacheFiles("work"));
        Assert.Single(project.CacheFiles("stages"), path => path.EndsWith(".json", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Two_concurrent_builds_train_once()
    {
        project.Build();
        Directory.CreateDirectory(project["obj2"]);
        foreach (var file in Directory.GetFiles(project["obj"], "*.json")) File.Copy(file, project["obj2", Path.GetFileName(file)]);
        project.Metadata["Epochs"] = "3";
        var log = project["both"];
        Environment.SetEnvironmentVariable("FLOWERMODEL_FAKE_TRAINER_LOG", log);
        try
        {
            var cancellation = TestContext.Current.CancellationToken;
            string[] states = ["obj", "obj2"];
            await Task.WhenAll(states.Select(state => Task.Run(() => project.RunStage<TrainStage>(state), cancellation)));
        }
        finally
        {
            Environment.SetEnvironmentVariable("FLOWERMODEL_FAKE_TRAINER_LOG", null);
        }

        Assert.Equal(["train Flowers"], File.ReadAllLines(log));
    }
}
