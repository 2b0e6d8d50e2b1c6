using Microsoft.Build.Logging.StructuredLogger;
using Xunit.Sdk;
using LoggedBuild = Microsoft.Build.Logging.StructuredLogger.Build;
using LoggedTask = Microsoft.Build.Logging.StructuredLogger.Task;

namespace FlowerModel.Sdk.Tests.Support;

/// <summary>An error or warning of a build.</summary>
/// <param name="Code">The diagnostic code.</param>
/// <param name="Text">The message.</param>
/// <param name="File">The file that the message refers to.</param>
internal sealed record Said(string Code, string Text, string File);

/// <summary>The result of one <c>dotnet</c> run: its exit code, output and binary log, and the trainer verbs that it started.</summary>
/// <param name="exitCode">The exit code.</param>
/// <param name="output">Standard output and standard error.</param>
/// <param name="binaryLog">Full path of the binary log.</param>
/// <param name="verbs">The trainer verbs that were started, in order.</param>
internal sealed class BuildRun(int exitCode, string output, string binaryLog, IReadOnlyList<string> verbs)
{
    private readonly Lazy<LoggedBuild> log = new(() => BinaryLog.ReadBuild(binaryLog));

    /// <summary>Everything written to standard output and standard error.</summary>
    public string Output => output;

    /// <summary>The trainer verbs that were started, in order, followed by the variant if the model has several: <c>quantize int8</c>.</summary>
    public IReadOnlyList<string> Verbs => verbs;

    /// <summary>The distinct errors.</summary>
    public IReadOnlyList<Said> Errors => [.. log.Value.FindChildrenRecursive<Error>().Select(Of).Distinct()];

    /// <summary>The distinct warnings.</summary>
    public IReadOnlyList<Said> Warnings => [.. log.Value.FindChildrenRecursive<Warning>().Select(Of).Distinct()];

    /// <summary>True if the compiler ran.</summary>
    public bool Compiled => TasksNamed("Csc").Count > 0;

    /// <summary>The texts of all messages in the log, of any importance.</summary>
    public IEnumerable<string> Messages => log.Value.FindChildrenRecursive<Message>().Select(message => message.Text);

    /// <summary>All tasks with the given name that ran.</summary>
    public IReadOnlyList<LoggedTask> TasksNamed(string name) =>
        log.Value.FindChildrenRecursive<LoggedTask>(task => task.Name == name);

    /// <summary>Fails the test and shows the output if the run failed.</summary>
    public BuildRun Succeeded() => exitCode == 0 ? this : throw new XunitException($"exit code {exitCode}:\n{output}");

    /// <summary>Fails the test if the run succeeded or failed for another reason.</summary>
    /// <returns>The first error with that code.</returns>
    public Said FailedWith(string code)
    {
        if (exitCode == 0) throw new XunitException("The build succeeded:\n" + output);
        // A failure must not show a stack trace to the user.
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        Assert.DoesNotContain("MSB4018", output, StringComparison.Ordinal);
        return Errors.FirstOrDefault(error => error.Code == code) ?? throw new XunitException($"No {code}:\n{output}");
    }

    /// <summary>Fails the test if the trainer or the compiler ran.</summary>
    public BuildRun DidNothing()
    {
        Succeeded();
        Assert.Empty(verbs);
        Assert.False(Compiled, "the compiler ran");
        return this;
    }

    private static Said Of(AbstractDiagnostic diagnostic) => new(diagnostic.Code ?? "", diagnostic.Text ?? "", diagnostic.File ?? "");
}
