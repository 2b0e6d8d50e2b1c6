using System.Runtime.InteropServices;

namespace FlowerModel.TorchSharpPeer.Engine;

/// <summary>
/// Makes glibc's allocator keep the memory of large activations. By default, each tensor of a few megabytes is mapped and unmapped again, and
/// page faults take most of the time of a forward pass (<c>bench/FlowerModel.Bench speed</c> shows both).
/// </summary>
internal static partial class Allocator
{
    private const int TrimThreshold = -1; // M_TRIM_THRESHOLD of malloc.h
    private const int MaxMappings = -4; // M_MMAP_MAX of malloc.h
    private static bool isTuned;

    /// <summary>Tunes the allocator; call it before the first tensor. Does nothing on systems without glibc.</summary>
    /// <returns>True if the allocator accepted both settings.</returns>
    public static bool Tune()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal)) return false;
        try
        {
            isTuned = MallOpt(MaxMappings, 0) == 1 & MallOpt(TrimThreshold, 2_000_000_000) == 1;
            return isTuned;
        }
        catch (EntryPointNotFoundException)
        {
            return false;
        }
        catch (DllNotFoundException)
        {
            return false;
        }
    }

    /// <summary>
    /// Returns free pages inside the heap to the system. Before glibc 2.38 an aligned allocation does not fit into the hole
    /// that one of the same size left, so with all tensors on the heap, the heap grows in every step although the amount in use stays the same. Does nothing on
    /// systems without glibc.
    /// </summary>
    public static void ReleaseUnused()
    {
        if (isTuned) _ = MallocTrim(0);
    }

    [LibraryImport("libc.so.6", EntryPoint = "malloc_trim")]
    private static partial int MallocTrim(nuint keep);

    [LibraryImport("libc.so.6", EntryPoint = "mallopt")]
    private static partial int MallOpt(int parameter, int value);
}
