using System.CommandLine;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Tool.Terminal;

namespace FlowerModel.Tool.Commands;

/// <summary>Runs a command and translates every outcome into a coded message and an exit code.</summary>
internal static class CommandRunner
{
    /// <summary>The command succeeded.</summary>
    public const int Done = 0;

    /// <summary>An error was reported on standard error; System.CommandLine returns the same code for an invalid command line.</summary>
    public const int Failed = 1;

    /// <summary>The user pressed Ctrl-C; shells use this code for an interrupted program.</summary>
    public const int Canceled = 130;

    /// <summary>Sets the action of a command.</summary>
    public static Command WithAction(this Command command, Action<ParseResult, ToolOutput, CancellationToken> action)
    {
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(parsed, action, cancellation)));
        return command;
    }

    private static int Run(ParseResult parsed, Action<ParseResult, ToolOutput, CancellationToken> action, CancellationToken cancellation)
    {
        var output = new ToolOutput(parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        try
        {
            action(parsed, output, cancellation);
            return Done;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return Canceled;
        }
#pragma warning disable CA1031 // The last resort: whatever happened, the user gets a coded message and no stack trace.
        catch (Exception error)
#pragma warning restore CA1031
        {
            output.Report(ExceptionMapper.Explain(error) ?? Diagnostic.Error(Codes.Internal, error.Message));
            return Failed;
        }
    }
}
