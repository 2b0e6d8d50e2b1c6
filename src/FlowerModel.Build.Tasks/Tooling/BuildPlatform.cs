using FlowerModel.Pipeline.Diagnostics;

namespace FlowerModel.Build.Tasks.Tooling;

/// <summary>The machine that builds, as far as the trainer's native libraries go.</summary>
internal static class BuildPlatform
{
    private static readonly string[] Supported = ["linux-x64", "win-x64", "win-arm64", "osx-arm64"];

    /// <summary>Throws where there is no libtorch for the machine.</summary>
    /// <param name="runtimeIdentifier">Runtime identifier of the .NET SDK that builds.</param>
    /// <exception cref="PipelineException"><see cref="Codes.PlatformNotSupported"/>, naming identifier and C library.</exception>
    public static void Check(string runtimeIdentifier)
    {
        if (Supported.Contains(runtimeIdentifier, StringComparer.Ordinal) && !(runtimeIdentifier == "linux-x64" && HasMuslOnly())) return;
        throw new PipelineException(
            Codes.PlatformNotSupported,
            $"The trainer does not run on this machine ({runtimeIdentifier}{CLibrary(runtimeIdentifier)}); libtorch exists for {string.Join(", ", Supported)}, "
            + "on Linux with glibc. Train on one of these; a build that finds every artifact in the cache (FlowerModelCacheDirectory) runs anywhere.");
    }

    private static string CLibrary(string runtimeIdentifier)
    {
        if (!runtimeIdentifier.Contains("linux") && !runtimeIdentifier.Contains("alpine")) return "";
        return runtimeIdentifier.Contains("musl") || runtimeIdentifier.Contains("alpine") || HasMuslOnly() ? ", C library musl" : ", C library glibc";
    }

    // Distributions with musl name their loader so; some machines have both libraries, and there glibc's loader decides.
    private static bool HasMuslOnly() => File.Exists("/lib/ld-musl-x86_64.so.1") && !File.Exists("/lib64/ld-linux-x86-64.so.2");
}
