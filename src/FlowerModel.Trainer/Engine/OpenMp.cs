using System.Runtime.InteropServices;

namespace FlowerModel.Trainer.Engine;

/// <summary>
/// Limits how long libgomp, which libtorch brings on Linux, spins at its barriers. By default, a waiting thread keeps its processor busy for
/// up to 300,000 rounds. With more work on the machine than processors, as in any parallel build, threads then wait for each other's time
/// slices, and a step takes ten times as long.
/// </summary>
internal static partial class OpenMp
{
    private const string Variable = "GOMP_SPINCOUNT";
    private const string Rounds = "2000";

    /// <summary>
    /// Sets the environment of this process as native code sees it; call it before libgomp is loaded. A value that is set stays.
    /// </summary>
    public static void LimitSpinning()
    {
        // Environment.SetEnvironmentVariable changes .NET's own copy only.
        if (OperatingSystem.IsLinux()) _ = SetEnvironment(Variable, Rounds, overwrite: 0);
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
