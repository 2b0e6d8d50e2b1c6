using FlowerModel.Testing;

namespace FlowerModel.Web.Tests;

/// <summary>The errors of the sample build if npm cannot install MediaPipe.</summary>
public sealed class BrowserPackagesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Without_npm_the_build_tells_what_to_install_and_which_sample_does_not_need_it()
    {
        var output = Build();

        Assert.Matches(@"FlowerWeb\.csproj.*: error FLOWERWEB1: npm was not found\. .*Node\.js 20.*sample/FlowerApp", output);
        Assert.DoesNotContain("FLOWERWEB2", output, StringComparison.Ordinal);
    }

    [Fact]
    public void If_npm_fails_the_build_shows_its_output_and_tells_where_to_run_it()
    {
        WriteProgram("npm.cmd", "@echo the registry cannot be reached 1>&2\r\n@exit /b 3\r\n");
        WriteProgram("npm", "#!/bin/sh\necho the registry cannot be reached >&2\nexit 3\n");

        var output = Build();

        Assert.Contains("the registry cannot be reached", output, StringComparison.Ordinal);
        Assert.Matches(@"FlowerWeb\.csproj.*: error FLOWERWEB2: npm ci failed with exit code 3.*sample.FlowerWeb", output);
        Assert.DoesNotContain("FLOWERWEB1", output, StringComparison.Ordinal);
    }

    /// <summary>Builds only the target, with the shell and <see cref="folder"/> on the path and an empty intermediate folder, so that it has to run.</summary>
    private string Build()
    {
        var path = folder.FullName;
        if (OperatingSystem.IsWindows()) path += ";" + Environment.SystemDirectory;
        else File.CreateSymbolicLink(folder["sh"], "/bin/sh");
        var (exitCode, output) = CommandLine.Run(
            Path.Combine(ReferenceData.RepositoryRoot, "sample", "FlowerWeb"),
            new Dictionary<string, string> { ["PATH"] = path },
            "msbuild",
            "-t:InstallBrowserPackages",
            "-p:IntermediateOutputPath=" + folder["obj"] + "/",
            "-tl:off");
        Assert.NotEqual(0, exitCode);
        return output;
    }

    private void WriteProgram(string name, string text)
    {
        File.WriteAllText(folder[name], text);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder[name], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
