using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Tests.Stages;
using FlowerModel.Pipeline.Trainer;

namespace FlowerModel.Pipeline.Tests.Trainer;

/// <summary>The stages of a build share one process of the trainer.</summary>
[Collection(FakeTrainerTests.Name)]
public sealed partial class TrainerProcessTests : IDisposable
{
    private readonly TrainerProcess shared = new();
    private readonly FakeTrainerProject project;

    public TrainerProcessTests() => project = new FakeTrainerProject { HasTrainerProcess = true, SharedProcess = shared };

    public void Dispose()
    {
        shared.Dispose();
        project.Dispose();
    }

    [Fact]
    public void All_stages_run_in_one_process_that_ends_with_the_build()
    {
        Assert.Equal(6, project.Build().Length);
        var id = Assert.Single(Processes().Distinct());
        Assert.Equal(6, Processes().Count());
        using (var process = Process.GetProcessById(id)) Assert.False(process.HasExited);

        shared.Dispose();

        Assert.Throws<ArgumentException>(() => Process.GetProcessById(id));
    }

    [Fact]
    public void A_build_without_work_starts_no_process()
    {
        project.Build();
        project.Details.Clear();
        Assert.Empty(project.Build());
        Assert.Empty(Processes());
    }

    [Theory]
    [InlineData("crash")]
    [InlineData("kill-self")]
    public void A_new_process_replaces_one_that_crashed(string behavior)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() && behavior == "kill-self", "Windows has no signals");
        project.Behavior = behavior + "@train";
        Assert.Equal(Codes.TrainerCrashed, Assert.Throws<PipelineException>(() => project.Build()).Diagnostic.Code);
        var crashed = Assert.Single(Processes().Distinct());
        project.Behavior = "ok";
        project.Details.Clear();

        Assert.Equal(["train", "fine-tune", "convert", "evaluate", "report"], project.Build());

        Assert.NotEqual(crashed, Assert.Single(Processes().Distinct()));
    }

    [Fact]
    public void A_stage_that_reported_an_error_does_not_end_the_process_and_its_error_is_not_repeated()
    {
        project.Behavior = "error@train";
        Assert.Equal(Codes.TrainingDiverged, Assert.Throws<PipelineException>(() => project.Build()).Diagnostic.Code);
        Assert.Equal(Codes.TrainingDiverged, Assert.Throws<PipelineException>(() => project.Build()).Diagnostic.Code);
        Assert.Equal(["features", "train", "train"], Stages());
        Assert.Single(Processes().Distinct());
    }

    [Fact]
    public void The_output_of_a_stage_is_in_its_own_log()
    {
        project.Behavior = "garbage@train";
        project.Build();
        Assert.Contains("WARNING: a library complains", File.ReadAllText(project["obj", "train.log"]), StringComparison.Ordinal);
        Assert.False(File.Exists(project["obj", "fine-tune.log"]));
    }

    private IEnumerable<string> Stages() => project.Details.Select(detail => InProcess().Match(detail)).Where(match => match.Success).Select(match => match.Groups[1].Value);

    private IEnumerable<int> Processes() => project.Details.Select(detail => InProcess().Match(detail)).Where(match => match.Success)
        .Select(match => int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture));

    [GeneratedRegex("([a-z-]+) in process ([0-9]+)$")]
    private static partial Regex InProcess();
}
