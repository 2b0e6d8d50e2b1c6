using FlowerModel.Testing;

namespace FlowerModel.Sdk.Tests.Support;

/// <summary>
/// Runs builds of a consumer whose cache folder is a file system of its own, in memory and 1 MiB large. It is mounted in a user and mount namespace, so
/// no privilege is needed, nothing else on the machine sees it, and it disappears with the last process. Linux only.
/// </summary>
/// <param name="consumer">The consumer. Its restore must have run.</param>
internal sealed class MountedCache(Consumer consumer)
{
    private const string UnsharePath = "/usr/bin/unshare";

    // Not the compiler, because its server would live in the namespace.
    private const string Prelude = """
        set -eu
        cd App
        build() { # NAME: runs a build, and keeps its output and exit code
          if "${DOTNET_HOST_PATH:-dotnet}" msbuild -t:FlowerModelEmbed -tl:off "$@" > "$log" 2>&1; then echo 0; else echo $?; fi > "$log.code"
        }
        mount -t tmpfs -o size=1m none ../cache
        
        """;

    /// <summary>Runs a shell script in the consumer's <c>App</c> folder, with the file system mounted in <c>../cache</c>.</summary>
    /// <param name="script">
    /// The script. <c>log=FILE; build "$@"</c> runs a build, writes its output to FILE and its exit code to FILE.code.
    /// </param>
    public void Run(string script)
    {
        // Skipped in continuous integration, too: whether a runner allows this cannot be changed from inside.
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists(UnsharePath), "mount namespaces need Linux and " + UnsharePath);
        Directory.CreateDirectory(consumer["cache"]);
        var (probe, reason) = Unshare("mount -t tmpfs none cache");
        Assert.SkipUnless(probe == 0, "this machine does not allow file systems to be mounted in a user namespace: " + reason.Trim());
        var (exitCode, output) = Unshare(Prelude + script);
        Assert.True(exitCode == 0, output);
    }

    /// <summary>The exit code and the output of a build.</summary>
    public (int ExitCode, string Output) Build(string log) =>
        (int.Parse(File.ReadAllText(consumer[log + ".code"]), System.Globalization.CultureInfo.InvariantCulture), File.ReadAllText(consumer[log]));

    private (int ExitCode, string Output) Unshare(string script) => CommandLine.Execute(
        UnsharePath, consumer["."], consumer.Environment, ["--map-root-user", "--mount", "sh", "-c", script, "sh", .. consumer.CommandLineProperties()]);
}
