using FlowerModel.Pipeline.Diagnostics;

namespace FlowerModel.Build.Tasks.Tooling;

/// <summary>The build machine, as far as the trainer's native libraries are concerned.</summary>
internal static class BuildPlatform
{
    private static readonly string[] Supported = ["linux-x64", "win-x64", "win-arm64", "osx-arm64"];

    /// <summary>Throws if libtorch is not available for the machine.</summary>
    /// <param name="runtimeIdentifier">Runtime identifier of the .NET SDK that runs the build.</param>
    /// <exception cref="PipelineException"><see cref="Codes.PlatformNotSupported"/>; the message names the identifier and the C library.</exception>
    public static void Check(string runtimeIdentifier)
    {
        if (Supported.Contains(runtimeIdentifier, StringComparer.Ordinal) && !(runtimeIdentifier == "linux-x64" && HasMuslOnly())) return;
        throw new PipelineException(
            Codes.PlatformNotSupported,
            $"The trainer does not run on this machine ({runtimeIdentifier}{CLibrary(runtimeIdentifier)}); "
            + $"libtorch is available for {string.Join(", ", Supported)}, on Linux only with glibc. Train on one of these platforms; "
            + "a build that finds every artifact in the cache (FlowerModelCacheDirectory) runs anywhere.");
    }

    private static string CLibrary(string runtimeIdentifier)
    {
        if (!runtimeIdentifier.Contains("linux") && !runtimeIdentifier.Contains("alpine")) return "";
        return runtimeIdentifier.Contains("musl") || runtimeIdentifier.Contains("alpine") || HasMuslOnly() ? ", C library musl" : ", C library glibc";
    }

    // The path of musl's loader. Some machines have both libraries; then glibc is used.
    private static bool HasMuslOnly() => File.Exists("/lib/ld-musl-x86_64.so.1") && !File.Exists("/lib64/ld-linux-x86-64.so.2");
}
