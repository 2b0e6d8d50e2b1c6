using System.Runtime.InteropServices;

namespace FlowerModel.TorchSharpPeer.Engine;

/// <summary>The platform of this process, in NuGet's terms, and the engine's native files for it.</summary>
/// <param name="RuntimeIdentifier">Portable runtime identifier, for example <c>linux-x64</c>.</param>
/// <param name="LibC">Name of the C library: <c>glibc</c>, <c>musl</c>, <c>msvcrt</c> or <c>libSystem</c>.</param>
/// <param name="BridgeFile">File name of TorchSharp's bridge.</param>
/// <param name="TorchFiles">File names of libtorch, each after the ones it depends on.</param>
internal sealed record NativePlatform(string RuntimeIdentifier, string LibC, string BridgeFile, IReadOnlyList<string> TorchFiles)
{
    /// <summary>The runtime identifiers for which both TorchSharp and libtorch publish native packages.</summary>
    public static readonly IReadOnlyList<string> Supported = ["linux-x64", "osx-arm64", "win-x64"];

    /// <summary>The platform of this process.</summary>
    /// <exception cref="NativeEngineException">The engine has no build for it.</exception>
    public static NativePlatform Current =>
        Select(OperatingSystemName, RuntimeInformation.ProcessArchitecture, RuntimeInformation.RuntimeIdentifier);

    /// <summary>Selects the native files for an operating system (<c>linux</c>, <c>osx</c>, <c>win</c>) and a processor.</summary>
    /// <param name="operatingSystem">Operating system in NuGet's terms.</param>
    /// <param name="architecture">Processor architecture of the process.</param>
    /// <param name="runtimeIdentifier">The runtime identifier of the .NET runtime; only this one distinguishes musl.</param>
    /// <exception cref="NativeEngineException">The engine has no build for it.</exception>
    public static NativePlatform Select(string operatingSystem, Architecture architecture, string runtimeIdentifier)
    {
        var musl = operatingSystem == "linux" && runtimeIdentifier.Contains("musl", StringComparison.Ordinal);
#pragma warning disable CA1308 // NuGet writes architectures in lower case.
        var rid = $"{operatingSystem}{(musl ? "-musl" : "")}-{architecture.ToString().ToLowerInvariant()}";
#pragma warning restore CA1308
        return rid switch
        {
            "linux-x64" => new(rid, "glibc", "libLibTorchSharp.so", ["libgomp-*.so.1", "libc10.so", "libtorch_cpu.so", "libtorch.so"]),
            "osx-arm64" => new(rid, "libSystem", "libLibTorchSharp.dylib",
                ["libomp.dylib", "libc10.dylib", "libtorch_cpu.dylib", "libtorch.dylib"]),
            "win-x64" => new(rid, "msvcrt", "LibTorchSharp.dll", ["c10.dll", "torch_cpu.dll", "torch.dll"]),
            _ => throw Unsupported(rid, musl ? "musl" : operatingSystem == "linux" ? "glibc" : operatingSystem),
        };
    }

    private static string OperatingSystemName =>
        OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : OperatingSystem.IsLinux() ? "linux" : "unknown";

    private static NativeEngineException Unsupported(string rid, string libC) => new(
        NativeEngineProblem.UnsupportedPlatform,
        $"TorchSharp needs libtorch, which has no build for {rid} (C library: {libC}); it exists for {string.Join(", ", Supported)}");
}
