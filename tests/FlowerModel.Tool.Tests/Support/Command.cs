using System.CommandLine;
using System.Text.Json.Nodes;
using FlowerModel.Tool.Commands;

namespace FlowerModel.Tool.Tests.Support;

/// <summary>The result of a command.</summary>
/// <param name="ExitCode">The exit code.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Errors">Standard error.</param>
internal sealed record CommandResult(int ExitCode, string Output, string Errors)
{
    /// <summary>Standard output as JSON. The command must have succeeded.</summary>
    public JsonObject Json
    {
        get
        {
            Assert.True(ExitCode == 0, Errors);
            return JsonNode.Parse(Output)!.AsObject();
        }
    }

    /// <summary>The lines of standard output that start with a word, ignoring leading spaces.</summary>
    public string Line(string word) => Assert.Single(
        Output.Split('\n'), line => line.TrimStart().StartsWith(word + " ", StringComparison.Ordinal) || line.Trim() == word);
}

/// <summary>Runs the tool in this process.</summary>
internal static class Command
{
    public static CommandResult Run(params string[] arguments)
    {
        var (output, errors) = (new StringWriter(), new StringWriter());
        var exitCode = RootCommands.Create().Parse(arguments).Invoke(new InvocationConfiguration { Output = output, Error = errors });
        return new CommandResult(exitCode, output.ToString(), errors.ToString());
    }

    /// <summary>Runs a command that must fail with a single error that has a code.</summary>
    public static string RunToFailure(string code, params string[] arguments)
    {
        var errors = RunToFailureAfterMessages(code, arguments);
        Assert.Single(errors.TrimEnd().Split('\n'));
        return errors;
    }

    /// <summary>Runs a command that must fail with an error that has a code, after any other messages.</summary>
    public static string RunToFailureAfterMessages(string code, params string[] arguments)
    {
        var result = Run(arguments);
        Assert.True(result.ExitCode == 1, result.Output + result.Errors);
        Assert.Empty(result.Output);
        Assert.Contains($"error {code}: ", result.Errors.TrimEnd().Split('\n')[^1], StringComparison.Ordinal);
        return result.Errors;
    }
}
