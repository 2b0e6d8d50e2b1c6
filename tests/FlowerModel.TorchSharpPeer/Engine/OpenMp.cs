using System.Runtime.InteropServices;

namespace FlowerModel.TorchSharpPeer.Engine;

/// <summary>
/// Limits how long libgomp, which ships with libtorch on Linux, spins at its barriers. By default, a waiting thread keeps its processor busy for
/// up to 300,000 rounds. If there are more busy threads than processors, as in any parallel build, threads then wait for each
/// other's time slices, and a step takes ten times as long.
/// </summary>
internal static partial class OpenMp
{
    private const string Variable = "GOMP_SPINCOUNT";
    private const string Rounds = "2000";

    /// <summary>
    /// Sets the environment of this process as seen by native code; call it before libgomp is loaded. An existing value is kept.
    /// </summary>
    public static void LimitSpinning()
    {
        // Environment.SetEnvironmentVariable changes only .NET's own copy.
        if (OperatingSystem.IsLinux()) _ = SetEnvironment(Variable, Rounds, overwrite: 0);
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
