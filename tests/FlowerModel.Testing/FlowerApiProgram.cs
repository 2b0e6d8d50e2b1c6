using System.Diagnostics;
using System.Text.RegularExpressions;

namespace FlowerModel.Testing;

/// <summary>The built program of <c>sample/FlowerApi</c>, which listens on a loopback URL until it is disposed.</summary>
public sealed partial class FlowerApiProgram : IDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);
    private readonly Process process;

    // ASP.NET Core watches the whole tree of the working folder for changes of its settings, which takes minutes for a large tree.
    private readonly TemporaryFolder folder = new();
    private readonly System.Text.StringBuilder output = new();

    /// <summary>Starts the program and waits until it prints its URL.</summary>
    /// <param name="program">Path of FlowerApi.dll.</param>
    /// <exception cref="InvalidOperationException">The program did not start; the message contains its output.</exception>
    public FlowerApiProgram(string program)
    {
        var url = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        process = CommandLine.Start(folder.FullName, new Dictionary<string, string>(), line =>
        {
            lock (output) output.AppendLine(line);
            if (ListeningLine().Match(line) is { Success: true } match) url.TrySetResult(match.Groups[1].Value);
        }, "exec", program);
        if (!url.Task.Wait(StartLimit))
        {
            Dispose();
            throw new InvalidOperationException("FlowerApi did not print its URL:\n" + Output);
        }

        Url = new Uri(url.Task.Result);
    }

    /// <summary>The base URL.</summary>
    public Uri Url { get; }

    /// <summary>The physical memory that the program uses now, in bytes.</summary>
    public long WorkingSet
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64;
        }
    }

    /// <summary>Everything that the program has written.</summary>
    public string Output
    {
        get
        {
            lock (output) return output.ToString();
        }
    }

    /// <summary>Builds the sample as a user does.</summary>
    /// <param name="configuration">Debug or Release.</param>
    /// <param name="environment">Environment variables of the build.</param>
    /// <param name="arguments">Additional arguments of <c>dotnet build</c>.</param>
    /// <returns>Path of FlowerApi.dll.</returns>
    /// <exception cref="InvalidOperationException">The build failed; the message contains its output.</exception>
    public static string Build(string configuration, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var project = Path.Combine(ReferenceData.RepositoryRoot, "sample", "FlowerApi");
        var (exitCode, text) = CommandLine.Run(project, environment, ["build", "-c", configuration, "-tl:off", .. arguments]);
        if (exitCode != 0) throw new InvalidOperationException("sample/FlowerApi does not build:\n" + text);
        return Path.Combine(project, "bin", configuration, "net10.0", "FlowerApi.dll");
    }

    /// <summary>Stops the program.</summary>
    public void Dispose()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        process.WaitForExit();
        process.Dispose();
        folder.Dispose();
    }

    [GeneratedRegex(@"(http://127\.0\.0\.1:\d+)")]
    private static partial Regex ListeningLine();
}
