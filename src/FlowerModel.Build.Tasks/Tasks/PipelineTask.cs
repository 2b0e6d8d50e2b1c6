using FlowerModel.Pipeline.Diagnostics;
using Microsoft.Build.Framework;

namespace FlowerModel.Build.Tasks;

/// <summary>What every task has in common: canceling, <c>-question</c>, and errors in words.</summary>
public abstract class PipelineTask : Microsoft.Build.Utilities.Task, ICancelableTask, IIncrementalTask, IDisposable
{
    private readonly CancellationTokenSource cancellation = new();

    /// <summary>True under <c>-question</c>: a task that would do something fails instead.</summary>
    public bool FailIfNotIncremental { get; set; }

    /// <summary>Canceled with the build.</summary>
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
            // The user canceled the build and needs no error for it.
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

    /// <summary>Does the work.</summary>
    protected abstract void Run();

    /// <summary>Where the pipeline speaks.</summary>
    protected IPipelineLog CreateLog() => new BuildLog(Log);
}
