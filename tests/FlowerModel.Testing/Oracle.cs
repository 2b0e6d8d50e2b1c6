using System.Runtime.InteropServices;
using FlowerModel.Testing.Native;

namespace FlowerModel.Testing;

/// <summary>
/// Real TensorFlow Lite runtimes, run in Node.js by the programs in <c>../shared/oracle</c>. They are installed once per machine, in the cache
/// folder of the user. If Node.js is missing, a test that needs them is skipped (or fails in continuous integration).
/// </summary>
public static class Oracle
{
    /// <summary>The TensorFlow Lite C library with its own kernels.</summary>
    public const string Native = "native";

    /// <summary>The TensorFlow Lite C library with XNNPACK.</summary>
    public const string NativeXnnpack = "native-xnnpack";

    /// <summary>TensorFlow Lite as WebAssembly.</summary>
    public const string Tfjs = "tfjs";

    /// <summary>LiteRT as WebAssembly, with XNNPACK.</summary>
    public const string LiteRt = "litert";

    private const string ManyRuns = "run-many.mjs";

    private static readonly Lazy<string> Folder = new(() => NodePackage.Install("oracle", ReferenceData.Oracle));
    private static readonly Lazy<string> NativeLibraryFile = new(FindNativeLibrary);

    /// <summary>Runs a model once.</summary>
    /// <param name="model">Path of the .tflite file.</param>
    /// <param name="input">The bytes of all input tensors, one after another, little-endian.</param>
    /// <param name="backend">One of the constants of this class.</param>
    /// <returns>The bytes of all output tensors, one after another, little-endian.</returns>
    /// <exception cref="InvalidOperationException">The runtime rejected the model or failed; the message contains its output.</exception>
    public static byte[] Run(string model, byte[] input, string backend = Native)
    {
        using var temporary = new TemporaryFolder();
        File.WriteAllBytes(temporary["input.raw"], input);
        NodePackage.Run(
            ["tflite-run.mjs", Path.GetFullPath(model), temporary["input.raw"], temporary["output.raw"], "--backend", backend],
            Folder.Value);
        return File.ReadAllBytes(temporary["output.raw"]);
    }

    /// <summary>Runs a model in memory once. See <see cref="Run(string, byte[], string)"/>.</summary>
    public static byte[] Run(byte[] model, byte[] input, string backend = Native)
    {
        using var temporary = new TemporaryFolder();
        File.WriteAllBytes(temporary["model.tflite"], model);
        return Run(temporary["model.tflite"], input, backend);
    }

    /// <summary>Runs a model on several inputs in one process.</summary>
    /// <param name="model">The .tflite file.</param>
    /// <param name="inputs">For each run, the bytes of all input tensors, as in <see cref="Run(string, byte[], string)"/>.</param>
    /// <param name="backend">One of the constants of this class. <see cref="NativeTflite"/> does the same without a process.</param>
    /// <returns>For each run, the bytes of all output tensors.</returns>
    /// <exception cref="InvalidOperationException">The runtime rejected the model or failed; the message contains its output.</exception>
    public static byte[][] RunMany(byte[] model, IReadOnlyCollection<byte[]> inputs, string backend)
    {
        var library = new Uri(Path.Combine(Folder.Value, "lib", "backends.mjs")).AbsoluteUri;
        using var temporary = new TemporaryFolder();
        File.WriteAllBytes(temporary["model.tflite"], model);
        using (var program = File.Create(temporary[ManyRuns])) typeof(Oracle).Assembly.GetManifestResourceStream(ManyRuns)!.CopyTo(program);
        using (var all = File.Create(temporary["inputs.raw"]))
        {
            foreach (var input in inputs) all.Write(input);
        }

        NodePackage.Run(
            [ManyRuns, library, temporary["model.tflite"], temporary["inputs.raw"], temporary["outputs.raw"], backend],
            temporary.FullName);
        var outputs = File.ReadAllBytes(temporary["outputs.raw"]);
        return [.. outputs.Chunk(outputs.Length / inputs.Count)];
    }

    /// <summary>Path of the TensorFlow Lite C library for this machine, for <see cref="NativeTflite"/>.</summary>
    internal static string NativeLibraryPath => NativeLibraryFile.Value;

    private static string FindNativeLibrary()
    {
        var place = RuntimeInformation.OSArchitecture switch
        {
            Architecture.X64 when OperatingSystem.IsLinux() => "linux_amd64/libtensorflowlite_c.so",
            Architecture.Arm64 when OperatingSystem.IsLinux() => "linux_arm64/libtensorflowlite_c.so",
            Architecture.Arm64 when OperatingSystem.IsMacOS() => "darwin_arm64/libtensorflowlite_c.dylib",
            Architecture.X64 when OperatingSystem.IsWindows() => "windows_amd64/tensorflowlite_c.dll",
            _ => null,
        };
        ReferenceData.SkipUnless(place is not null, "the TensorFlow Lite C library is not available for this machine");
        return Path.Combine(Folder.Value, "node_modules", "tfjs-tflite-node", "cc_deps", place!);
    }
}
