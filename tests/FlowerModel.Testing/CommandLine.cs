using System.Diagnostics;
using System.Text;
using Xunit;

namespace FlowerModel.Testing;

/// <summary>Runs <c>dotnet</c> in an environment that the test run does not affect.</summary>
public static class CommandLine
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    /// <summary>Runs the program until it exits.</summary>
    /// <returns>The exit code and everything written to standard output and standard error.</returns>
    public static (int ExitCode, string Output) Run(string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        var output = new StringBuilder();
        using var process = Start(folder, environment, line =>
        {
            lock (output) output.AppendLine(line);
        }, arguments);
        if (!process.WaitForExit(Limit))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"dotnet {string.Join(' ', arguments)} did not end in {Limit}:\n{output}");
        }

        process.WaitForExit();
        return (process.ExitCode, output.ToString());
    }

    /// <summary>Starts the program and returns immediately.</summary>
    public static Process Start(string folder, IReadOnlyDictionary<string, string> environment, Action<string> line, params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
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
