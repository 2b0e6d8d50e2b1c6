using FlowerModel.Build.Tasks.Items;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Running;
using Microsoft.Build.Framework;

namespace FlowerModel.Build.Tasks;

/// <summary>What all tasks have in common: cancellation, <c>-question</c>, and error reporting.</summary>
public abstract class PipelineTask : Microsoft.Build.Utilities.Task, ICancelableTask, IIncrementalTask, IDisposable
{
    private readonly CancellationTokenSource cancellation = new();

    /// <summary>True under <c>-question</c>: a task that has work to do fails instead of doing it.</summary>
    public bool FailIfNotIncremental { get; set; }

    /// <summary>Canceled when the build is canceled.</summary>
    protected CancellationToken Cancellation => cancellation.Token;

    /// <inheritdoc/>
    public override bool Execute()
    {
        try
        {
            Run();
        }
        catch (Exception exception) when (ExceptionMapper.Explain(exception) is { } error)
        {
            CreateLog().Report(error);
            Log.LogMessage(MessageImportance.Low, "{0}", exception.ToString());
        }
        catch (OperationCanceledException)
        {
            // The user canceled the build, so there is no error to report.
            return false;
        }

        return !Log.HasLoggedErrors;
    }

    /// <summary>Cancels the task; called by MSBuild on another thread.</summary>
    public void Cancel() => cancellation.Cancel();

    /// <inheritdoc/>
    public void Dispose()
    {
        cancellation.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Runs the task.</summary>
    protected abstract void Run();

    /// <summary>Returns what the build does about stages.</summary>
    private protected RunPolicy Policy(ProjectFacts project) =>
        FailIfNotIncremental ? RunPolicy.Question
        : project.Verify ? RunPolicy.Verify
        : BuildModes.Parse(project.Mode) == BuildMode.CacheOnly ? RunPolicy.CacheOnly
        : RunPolicy.Build;

    /// <summary>Creates the log for the pipeline.</summary>
    /// <param name="projectFile">Full path of the project file; null for the file that contains the task.</param>
    protected IPipelineLog CreateLog(string? projectFile = null) => new BuildLog(Log, BuildEngine, projectFile ?? BuildEngine.ProjectFileOfTaskNode);
}
