using TorchSharp;

namespace FlowerModel.TorchSharpPeer.Engine;

/// <summary>Options of the tensor engine.</summary>
internal sealed record EngineOptions
{
    /// <summary>Folder of libtorch's native files (package <c>libtorch-cpu-RID</c>, <c>runtimes/RID/native</c>).</summary>
    public required string LibTorchDirectory { get; init; }

    /// <summary>Folder for files that the engine generates, such as an adapted native bridge.</summary>
    public required string ToolCacheDirectory { get; init; }

    /// <summary>Folder of TorchSharp's native bridge; null: <c>runtimes/RID/native</c> beside the program.</summary>
    public string? BridgeDirectory { get; init; }

    /// <summary>Number of threads per operation; null: one per processor that this process may use.</summary>
    /// <remarks>Sums are split by thread, so the same data and seed produce the same bytes only with the same number of threads.</remarks>
    public int? Threads { get; init; }

    /// <summary>False leaves glibc's allocator unchanged; only the benchmark does that.</summary>
    public bool TuneAllocator { get; init; } = true;
}

/// <summary>Starts the tensor engine: allocator, native libraries, threads, determinism, in that order.</summary>
internal static class TorchEngine
{
    /// <summary>Starts the engine; a second call only sets the number of threads.</summary>
    /// <exception cref="NativeEngineException">The engine cannot run here; the message says what to do.</exception>
    public static void Start(EngineOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.TuneAllocator) Allocator.Tune();
        OpenMp.LimitSpinning();
        NativeLibraries.Load(options.LibTorchDirectory, options.ToolCacheDirectory, options.BridgeDirectory);
        torch.InitializeDeviceType(DeviceType.CPU);
        torch.set_num_threads(options.Threads ?? Environment.ProcessorCount);
    }
}
