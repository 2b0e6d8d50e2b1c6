using System.Diagnostics;

namespace FlowerModel.Testing.RemoteExecution;

/// <summary>The programs in this folder, run by Debian's Python, for which BuildStream's messages are installed.</summary>
public static class Python
{
    private const string Program = "/usr/bin/python3";
    private const string NotInstalled = "BuildStream's messages are not installed (Debian: the package python3-buildstream)";

    /// <summary>Starts a program.</summary>
    public static Process Start(string script, params string[] arguments)
    {
        ReferenceData.SkipUnless(File.Exists(Program), NotInstalled);
        var path = Path.Combine(ReferenceData.RepositoryRoot, "tests", "FlowerModel.Testing", "RemoteExecution", script);
        return Process.Start(new ProcessStartInfo(Program, ["-B", path, .. arguments])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
    }

    /// <summary>
    /// Reads the first line of output. If there is none, the test fails with the program's errors, or is skipped where BuildStream is missing.
    /// </summary>
    public static string FirstLine(Process process)
    {
        ArgumentNullException.ThrowIfNull(process);
        if (process.StandardOutput.ReadLine() is { } line) return line;
        var error = process.StandardError.ReadToEnd();
        ReferenceData.SkipUnless(!error.StartsWith("not installed", StringComparison.Ordinal), NotInstalled);
        throw new InvalidOperationException(error);
    }
}
