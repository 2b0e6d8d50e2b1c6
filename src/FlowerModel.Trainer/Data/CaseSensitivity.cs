namespace FlowerModel.Trainer.Data;

/// <summary>Finds out whether a file system distinguishes names that differ only by case. It depends on the folder, not on the operating system.</summary>
internal static class CaseSensitivity
{
    private const string Probe = ".case-probe";

    /// <summary>Returns true if names in a folder are distinguished by case.</summary>
    /// <param name="folder">Full path of an existing folder that can be written.</param>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static bool Of(string folder)
    {
        var probe = Path.Combine(folder, Probe);
        File.WriteAllBytes(probe, []);
        var isSensitive = !File.Exists(Path.Combine(folder, Probe.ToUpperInvariant()));
        File.Delete(probe);
        return isSensitive;
    }
}
