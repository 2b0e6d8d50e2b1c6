using System.Runtime.InteropServices;
using System.Security.Cryptography;
using TorchSharp;

namespace FlowerModel.TorchSharpPeer.Engine;

/// <summary>
/// Loads libtorch and TorchSharp's bridge to it from given folders, before TorchSharp looks for them: libtorch is a separate package and
/// not beside the program, where TorchSharp's loader would look.
/// </summary>
internal static class NativeLibraries
{
    private static readonly Lock Gate = new();
    private static nint bridge;

    /// <summary>Loads libtorch and the bridge once for the process; later calls do nothing.</summary>
    /// <param name="libTorchDirectory">Folder with libtorch's native files (from the package <c>libtorch-cpu-RID</c>).</param>
    /// <param name="toolCacheDirectory">
    /// Folder for the private copy of the bridge that is made if the system's libstdc++ is older than the one it was linked against
    /// (see <see cref="BridgeCompatibility"/>); it is created when needed.
    /// </param>
    /// <param name="bridgeDirectory">Folder of TorchSharp's bridge; by default <c>runtimes/RID/native</c> beside the program.</param>
    /// <exception cref="NativeEngineException">No build for this platform, a file is missing, or the loader rejects one.</exception>
    public static void Load(string libTorchDirectory, string toolCacheDirectory, string? bridgeDirectory = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(libTorchDirectory);
        ArgumentException.ThrowIfNullOrEmpty(toolCacheDirectory);
        lock (Gate)
        {
            if (bridge != 0) return;
            var platform = NativePlatform.Current;
            foreach (var name in platform.TorchFiles) LoadTorchFile(platform, libTorchDirectory, name);

            bridgeDirectory ??= Path.Combine(AppContext.BaseDirectory, "runtimes", platform.RuntimeIdentifier, "native");
            var handle = LoadBridge(Path.Combine(bridgeDirectory, platform.BridgeFile), toolCacheDirectory);
            NativeLibrary.SetDllImportResolver(
                typeof(torch).Assembly,
                (name, _, _) => string.Equals(name, "LibTorchSharp", StringComparison.Ordinal) ? handle : 0);
            bridge = handle;
        }
    }

    private static void LoadTorchFile(NativePlatform platform, string directory, string name)
    {
        // libgomp carries a hash in its name, so it is found by pattern; it and libomp are absent from builds that link them statically.
        var optional = name.Contains("omp", StringComparison.Ordinal);
        var path = Directory.Exists(directory)
            ? Directory.EnumerateFiles(directory, name).Order(StringComparer.Ordinal).FirstOrDefault()
            : null;
        if (path is null)
        {
            if (optional) return;
            throw new NativeEngineException(
                NativeEngineProblem.MissingFile,
                $"libtorch is incomplete: {Path.Combine(directory, name)} is missing; " +
                $"restore the package libtorch-cpu-{platform.RuntimeIdentifier} again");
        }

        try
        {
            NativeLibrary.Load(path);
        }
        catch (Exception error) when (error is DllNotFoundException or BadImageFormatException)
        {
            throw new NativeEngineException(NativeEngineProblem.LoadFailed, $"{path} cannot be loaded: {error.Message}", error);
        }
    }

    private static nint LoadBridge(string path, string toolCacheDirectory)
    {
        if (!File.Exists(path))
        {
            throw new NativeEngineException(
                NativeEngineProblem.MissingFile, $"TorchSharp's native bridge is missing: {path}; restore the package TorchSharp again");
        }

        try
        {
            return NativeLibrary.Load(path);
        }
        catch (DllNotFoundException error) when (error.Message.Contains(BridgeCompatibility.MissingVersion, StringComparison.Ordinal))
        {
            try
            {
                return NativeLibrary.Load(CompatibleCopy(path, toolCacheDirectory));
            }
            catch (Exception second) when (second is DllNotFoundException or InvalidDataException or IOException)
            {
                throw new NativeEngineException(
                    NativeEngineProblem.LoadFailed,
                    $"{path} needs a newer libstdc++ ({BridgeCompatibility.MissingVersion}), and its adapted copy cannot be loaded: " +
                    $"{second.Message}; use a system with GCC 13's libstdc++ or newer",
                    second);
            }
        }
        catch (Exception error) when (error is DllNotFoundException or BadImageFormatException)
        {
            throw new NativeEngineException(NativeEngineProblem.LoadFailed, $"{path} cannot be loaded: {error.Message}", error);
        }
    }

    /// <summary>The adapted copy of a bridge, made on first use and found by the hash of the original afterwards.</summary>
    internal static string CompatibleCopy(string path, string toolCacheDirectory)
    {
        var image = File.ReadAllBytes(path);
        var folder = Path.Combine(toolCacheDirectory, "torchsharp-" + Convert.ToHexStringLower(SHA256.HashData(image)));
        var copy = Path.Combine(folder, Path.GetFileName(path));
        BridgeCompatibility.Adapt(image);
        if (File.Exists(copy) && File.ReadAllBytes(copy).AsSpan().SequenceEqual(image)) return copy;

        Directory.CreateDirectory(folder);
        var temporary = Path.Combine(folder, Path.GetRandomFileName());
        File.WriteAllBytes(temporary, image);
        File.Move(temporary, copy, overwrite: true);
        return copy;
    }
}
