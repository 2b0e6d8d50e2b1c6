using System.Diagnostics;
using System.Text.RegularExpressions;

namespace FlowerModel.Testing.Browser;

/// <summary>The built program of <c>sample/FlowerWeb</c>, which serves its page on a loopback URL until it is disposed.</summary>
public sealed partial class FlowerWebProgram : IDisposable
{
    private readonly Process process;

    /// <summary>Starts the program and waits until it prints its URL.</summary>
    /// <param name="program">Path of FlowerWeb.dll.</param>
    /// <param name="models">Folder of the .tflite files to offer; null for those next to the program.</param>
    /// <exception cref="InvalidOperationException">The program did not start; the message contains its output.</exception>
    public FlowerWebProgram(string program, string? models = null)
    {
        var url = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var words = new System.Text.StringBuilder();
        string[] arguments = models is null ? ["exec", program] : ["exec", program, "--models", models];
        process = CommandLine.Start(Path.GetTempPath(), new Dictionary<string, string>(), line =>
        {
            lock (words) words.AppendLine(line);
            if (ListeningLine().Match(line) is { Success: true } match) url.TrySetResult(match.Groups[1].Value);
        }, arguments);
        if (!url.Task.Wait(TimeSpan.FromSeconds(30)))
        {
            Dispose();
            lock (words) throw new InvalidOperationException($"FlowerWeb did not say where it listens:\n{words}");
        }

        Url = url.Task.Result;
    }

    /// <summary>URL of the page.</summary>
    public string Url { get; }

    /// <summary>Builds the sample as a user does.</summary>
    /// <param name="configuration">Debug or Release.</param>
    /// <param name="environment">Environment variables of the build.</param>
    /// <param name="arguments">Additional arguments of <c>dotnet build</c>.</param>
    /// <returns>Path of FlowerWeb.dll. The model is in the same folder.</returns>
    /// <exception cref="InvalidOperationException">The build failed; the message contains its output.</exception>
    public static string Build(string configuration, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var project = Path.Combine(ReferenceData.RepositoryRoot, "sample", "FlowerWeb");
        var (exitCode, output) = CommandLine.Run(project, environment, ["build", "-c", configuration, "-tl:off", .. arguments]);
        if (exitCode != 0) throw new InvalidOperationException("sample/FlowerWeb does not build:\n" + output);
        return Path.Combine(project, "bin", configuration, "net10.0", "FlowerWeb.dll");
    }

    /// <summary>Stops the program.</summary>
    public void Dispose()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        process.Dispose();
    }

    [GeneratedRegex(@"(http://127\.0\.0\.1:\d+)")]
    private static partial Regex ListeningLine();
}
