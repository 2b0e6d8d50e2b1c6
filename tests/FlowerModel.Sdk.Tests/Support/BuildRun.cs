using Microsoft.Build.Logging.StructuredLogger;
using Xunit.Sdk;
using LoggedBuild = Microsoft.Build.Logging.StructuredLogger.Build;
using LoggedTask = Microsoft.Build.Logging.StructuredLogger.Task;

namespace FlowerModel.Sdk.Tests.Support;

/// <summary>A diagnostic of a build.</summary>
/// <param name="Code">Its code.</param>
/// <param name="Text">Its text.</param>
/// <param name="File">The file it names.</param>
internal sealed record Said(string Code, string Text, string File);

/// <summary>What one <c>dotnet</c> run did: its exit code, its output, its binary log, and which verbs of the trainer it started.</summary>
/// <param name="exitCode">Exit code.</param>
/// <param name="output">Both streams.</param>
/// <param name="binaryLog">Full path of the binary log.</param>
/// <param name="verbs">Verbs of the trainer that were started, in order.</param>
internal sealed class BuildRun(int exitCode, string output, string binaryLog, IReadOnlyList<string> verbs)
{
    private readonly Lazy<LoggedBuild> log = new(() => BinaryLog.ReadBuild(binaryLog));

    /// <summary>Everything written to both streams.</summary>
    public string Output => output;

    /// <summary>Verbs of the trainer that were started, in order; with the variant where the model has several: <c>quantize int8</c>.</summary>
    public IReadOnlyList<string> Verbs => verbs;

    /// <summary>The errors, each once.</summary>
    public IReadOnlyList<Said> Errors => [.. log.Value.FindChildrenRecursive<Error>().Select(Of).Distinct()];

    /// <summary>The warnings, each once.</summary>
    public IReadOnlyList<Said> Warnings => [.. log.Value.FindChildrenRecursive<Warning>().Select(Of).Distinct()];

    /// <summary>True where the compiler ran.</summary>
    public bool Compiled => TasksNamed("Csc").Count > 0;

    /// <summary>Every message text of the log, at any importance.</summary>
    public IEnumerable<string> Messages => log.Value.FindChildrenRecursive<Message>().Select(message => message.Text);

    /// <summary>Every task of that name that ran.</summary>
    public IReadOnlyList<LoggedTask> TasksNamed(string name) =>
        log.Value.FindChildrenRecursive<LoggedTask>(task => task.Name == name);

    /// <summary>Fails the test, showing the output, where the run failed.</summary>
    public BuildRun Succeeded() => exitCode == 0 ? this : throw new XunitException($"exit code {exitCode}:\n{output}");

    /// <summary>Fails the test where the run succeeded, or failed for another reason.</summary>
    /// <returns>The one error.</returns>
    public Said FailedWith(string code)
    {
        if (exitCode == 0) throw new XunitException("The build succeeded:\n" + output);
        // No failure shows a stack trace to the user.
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        Assert.DoesNotContain("MSB4018", output, StringComparison.Ordinal);
        return Errors.FirstOrDefault(error => error.Code == code) ?? throw new XunitException($"No {code}:\n{output}");
    }

    /// <summary>Fails the test unless nothing ran: no trainer, no compiler.</summary>
    public BuildRun DidNothing()
    {
        Succeeded();
        Assert.Empty(verbs);
        Assert.False(Compiled, "the compiler ran");
        return this;
    }

    private static Said Of(AbstractDiagnostic diagnostic) => new(diagnostic.Code ?? "", diagnostic.Text ?? "", diagnostic.File ?? "");
}
