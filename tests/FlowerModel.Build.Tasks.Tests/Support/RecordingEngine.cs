using System.Collections;
using System.Collections.Concurrent;
using Microsoft.Build.Framework;

namespace FlowerModel.Build.Tasks.Tests.Support;

/// <summary>A build engine that records what tasks log and builds nothing.</summary>
internal sealed class RecordingEngine : IBuildEngine
{
    private readonly ConcurrentQueue<BuildErrorEventArgs> errors = new();
    private readonly ConcurrentQueue<BuildWarningEventArgs> warnings = new();
    private readonly ConcurrentQueue<BuildMessageEventArgs> messages = new();

    /// <summary>The errors, in order.</summary>
    public IReadOnlyList<BuildErrorEventArgs> Errors => [.. errors];

    /// <summary>The warnings, in order.</summary>
    public IReadOnlyList<BuildWarningEventArgs> Warnings => [.. warnings];

    /// <summary>The messages, in order.</summary>
    public IReadOnlyList<BuildMessageEventArgs> Messages => [.. messages];

    /// <summary>Called for each message.</summary>
    public Action<BuildMessageEventArgs> OnMessage { get; set; } = static _ => { };

    /// <inheritdoc/>
    public bool ContinueOnError => false;

    /// <inheritdoc/>
    public int LineNumberOfTaskNode => 0;

    /// <inheritdoc/>
    public int ColumnNumberOfTaskNode => 0;

    /// <inheritdoc/>
    public string ProjectFileOfTaskNode => "test.proj";

    /// <inheritdoc/>
    public bool BuildProjectFile(string projectFileName, string[] targetNames, IDictionary globalProperties, IDictionary targetOutputs) =>
        throw new NotSupportedException("no task builds a project");

    /// <inheritdoc/>
    public void LogCustomEvent(CustomBuildEventArgs e) => throw new NotSupportedException("no task logs events of its own");

    /// <inheritdoc/>
    public void LogErrorEvent(BuildErrorEventArgs e) => errors.Enqueue(e);

    /// <inheritdoc/>
    public void LogWarningEvent(BuildWarningEventArgs e) => warnings.Enqueue(e);

    /// <inheritdoc/>
    public void LogMessageEvent(BuildMessageEventArgs e)
    {
        messages.Enqueue(e);
        OnMessage(e);
    }
}
