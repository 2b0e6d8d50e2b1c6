using System.Diagnostics;
using System.Globalization;
using FlowerModel.Build.Tasks.Tests.Support;
using Microsoft.Build.Framework;

namespace FlowerModel.Build.Tasks.Tests.Tasks;

/// <summary>A stage run by its task: successful, up to date, with <c>-question</c>, failed and canceled.</summary>
[Collection(TrainerStarts.Name)]
public sealed class RunStageTests : IDisposable
{
    private readonly TaskProject project = new();

    public void Dispose() => project.Dispose();

    [Fact]
    public void A_stage_that_ran_is_up_to_date_and_logs_the_reason_with_low_importance()
    {
        Succeed("dataset");
        Assert.Contains(Succeed("features").Messages, message => message is { Code: "FLOWER9002", Importance: MessageImportance.Low });
        var second = Succeed("features");
        Assert.Contains(second.Messages, message => message is { Code: "FLOWER9003", Importance: MessageImportance.Low });
        Assert.DoesNotContain(second.Messages, message => message.Code == "FLOWER9002");
    }

    [Fact]
    public void With_question_a_stage_that_would_run_is_an_error_and_starts_nothing()
    {
        Succeed("dataset");
        var (succeeded, engine) = project.RunStage("features", TaskProject.Model(), question: true);
        Assert.False(succeeded);
        var error = Assert.Single(engine.Errors);
        Assert.Equal(project.File, error.File);
        Assert.Contains("features is not up to date", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(engine.Messages, message => message.Message!.Contains("fake features", StringComparison.Ordinal));

        Succeed("features");
        Assert.True(project.RunStage("features", TaskProject.Model(), question: true).Succeeded);
    }

    [Fact]
    public void An_invalid_item_is_an_error_with_its_code()
    {
        var (succeeded, engine) = project.RunStage("dataset", TaskProject.Model(metadata: "Epochs=-1"));
        Assert.False(succeeded);
        Assert.Equal("FLOWER1002", Assert.Single(engine.Errors).Code);
    }

    [Fact]
    public void A_pipeline_error_has_code_and_file_and_its_stack_trace_is_only_in_a_detailed_log()
    {
        var (succeeded, engine) = project.RunStage("dataset", TaskProject.Model(metadata: "Dataset=gone"));
        Assert.False(succeeded);
        var error = Assert.Single(engine.Errors);
        Assert.Equal(("FLOWER2001", project["gone"]), (error.Code, error.File));
        Assert.DoesNotContain("   at ", error.Message, StringComparison.Ordinal);
        Assert.Contains(engine.Messages, message =>
            message.Importance == MessageImportance.Low && message.Message!.Contains("   at ", StringComparison.Ordinal));
    }

    [Fact]
    public void An_unexpected_error_is_reported_as_such()
    {
        project.Context.SetMetadata("StateRoot", "not\0a path");
        var (succeeded, engine) = project.RunStage("dataset", TaskProject.Model());
        Assert.False(succeeded);
        Assert.Equal("FLOWER9999", Assert.Single(engine.Errors).Code);
    }

    [Fact]
    public void A_canceled_stage_stops_its_trainer_and_fails_without_an_error()
    {
        Succeed("dataset");
        var engine = new RecordingEngine();
        using var task = new FlowerModelRunStage { Stage = "features", Model = TaskProject.Model(), Context = project.Context, BuildEngine = engine };
        var hanging = 0;
        // The message of the trainer arrives while the task is running, so the task is canceled in the middle of its work.
        engine.OnMessage = message =>
        {
            if (!message.Message!.StartsWith("hanging in process ", StringComparison.Ordinal)) return;
            hanging = int.Parse(message.Message.Split(' ')[^1], CultureInfo.InvariantCulture);
            task.Cancel();
        };
        Environment.SetEnvironmentVariable(TrainerStarts.Behavior, "hang@features");
        try
        {
            Assert.False(task.Execute());
        }
        finally
        {
            Environment.SetEnvironmentVariable(TrainerStarts.Behavior, null);
        }

        Assert.Empty(engine.Errors);
        Assert.Throws<ArgumentException>(() => Process.GetProcessById(hanging));
    }

    private RecordingEngine Succeed(string stage)
    {
        var (succeeded, engine) = project.RunStage(stage, TaskProject.Model());
        Assert.True(succeeded, string.Join('\n', engine.Errors.Select(error => error.Message)));
        return engine;
    }
}
