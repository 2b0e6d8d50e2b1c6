using System.Diagnostics;
using System.Text;
using Xunit;

namespace FlowerModel.Testing;

/// <summary>Runs <c>dotnet</c> and other programs in an environment that the test run does not affect.</summary>
public static class CommandLine
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    /// <summary>The <c>dotnet</c> program that runs the tests.</summary>
    public static string DotNet => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    /// <summary>Runs <c>dotnet</c> until it exits.</summary>
    /// <returns>The exit code and everything written to standard output and standard error.</returns>
    public static (int ExitCode, string Output) Run(string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        Execute(DotNet, folder, environment, arguments);

    /// <summary>Runs a program until it exits.</summary>
    /// <returns>The exit code and everything written to standard output and standard error.</returns>
    public static (int ExitCode, string Output) Execute(
        string program, string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        var output = new StringBuilder();
        using var process = Start(program, folder, environment, line =>
        {
            lock (output) output.AppendLine(line);
        }, arguments);
        if (!process.WaitForExit(Limit))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{program} {string.Join(' ', arguments)} did not end in {Limit}:\n{output}");
        }

        process.WaitForExit();
        return (process.ExitCode, output.ToString());
    }

    /// <summary>Starts <c>dotnet</c> and returns immediately.</summary>
    public static Process Start(string folder, IReadOnlyDictionary<string, string> environment, Action<string> line, params string[] arguments) =>
        Start(DotNet, folder, environment, line, arguments);

    private static Process Start(
        string program, string folder, IReadOnlyDictionary<string, string> environment, Action<string> line, string[] arguments)
    {
        var start = new ProcessStartInfo(program)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        foreach (var name in start.Environment.Keys.Where(IsOfTheTestRun).ToArray()) start.Environment.Remove(name);
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        foreach (var (name, value) in environment) start.Environment[name] = value;
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, received) => line(received.Data ?? "");
        process.ErrorDataReceived += (_, received) => line(received.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static bool IsOfTheTestRun(string name) =>
        name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("FLOWERMODEL", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("TESTINGPLATFORM", StringComparison.OrdinalIgnoreCase)
        || name.ToUpperInvariant() is "NUGET_PACKAGES" or "CI" or "TF_BUILD" or "GITHUB_ACTIONS";
}
