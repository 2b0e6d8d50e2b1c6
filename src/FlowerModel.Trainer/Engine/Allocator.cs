using System.Runtime.InteropServices;

namespace FlowerModel.Trainer.Engine;

/// <summary>
/// Tells glibc's allocator to keep the memory of large activations. By default each tensor of some megabytes is mapped and unmapped
/// again, and page faults take most of the time of a forward pass (<c>bench/FlowerModel.Bench features</c> shows both).
/// </summary>
public static partial class Allocator
{
    private const int TrimThreshold = -1; // M_TRIM_THRESHOLD of malloc.h
    private const int MaximumMappings = -4; // M_MMAP_MAX of malloc.h

    /// <summary>Tunes the allocator; call it before the first tensor. Does nothing on systems without glibc.</summary>
    /// <returns>True where the allocator took both settings.</returns>
    public static bool Tune()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal)) return false;
        try
        {
            return MallOpt(MaximumMappings, 0) == 1 & MallOpt(TrimThreshold, 2_000_000_000) == 1;
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

    [LibraryImport("libc.so.6", EntryPoint = "mallopt")]
    private static partial int MallOpt(int parameter, int value);
}
