using System.CommandLine;
using System.Runtime.InteropServices;
using FlowerModel.TorchSharpPeer.Engine;

namespace FlowerModel.Bench;

/// <summary>Options shared by the commands.</summary>
internal static class BenchOptions
{
    public static Option<string> Photos { get; } = new("--photos")
    {
        Required = true,
        Description = "Folder with one sub-folder of photos per class.",
    };

    public static Option<string?> Weights { get; } = new("--weights")
    {
        Description = "Keras HDF5 weights of the base. Default: random weights.",
    };

    public static Option<double> Alpha { get; } = new("--alpha") { DefaultValueFactory = _ => 1.0, Description = "Width multiplier of the base." };

    public static Option<int> ImageSize { get; } = new("--image-size") { DefaultValueFactory = _ => 224 };

    public static Option<int> PerClass { get; } = new("--per-class")
    {
        DefaultValueFactory = _ => int.MaxValue,
        Description = "Photos per class.",
    };

    public static Option<string> Work { get; } = new("--work")
    {
        DefaultValueFactory = _ => Path.Combine(Path.GetTempPath(), "flowermodel-bench"),
        Description = "Folder for stored features; existing ones are reused.",
    };

    public static Option<string> LibTorch { get; } = new("--libtorch")
    {
        DefaultValueFactory = _ => DefaultLibTorch(),
        Description = "Folder with libtorch's native files.",
    };

    public static Option<string> System { get; } = new("--engine") { DefaultValueFactory = _ => "managed", Description = "managed or torch." };

    public static EngineOptions Engine(string libTorch, string work, bool tuneAllocator = true) => new()
    {
        LibTorchDirectory = libTorch,
        ToolCacheDirectory = Path.Combine(work, "tools"),
        TuneAllocator = tuneAllocator,
    };

    private static string DefaultLibTorch()
    {
        var packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        var rid = RuntimeInformation.RuntimeIdentifier;
        var package = Path.Combine(packages, "libtorch-cpu-" + rid);
        var version = Directory.Exists(package) ? Directory.EnumerateDirectories(package).Max() : null;
        return Path.Combine(version ?? package, "runtimes", rid, "native");
    }
}
