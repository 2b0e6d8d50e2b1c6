namespace FlowerModel.Pipeline.Store;

/// <summary>The default location of the cache, for projects that do not set <c>FlowerModelCacheDirectory</c>.</summary>
public static class CacheLocation
{
    /// <summary>
    /// <c>FlowerModel</c> below the user's cache folder: <c>%LOCALAPPDATA%</c> on Windows, <c>~/Library/Caches</c> on macOS,
    /// <c>$XDG_CACHE_HOME</c> or <c>~/.cache</c> elsewhere.
    /// </summary>
    public static string Default()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        if (Path.DirectorySeparatorChar == '\\') return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "FlowerModel");
        var caches = Path.Combine(home, "Library", "Caches");
        if (Directory.Exists(caches)) return Path.Combine(caches, "FlowerModel");
        var xdg = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        return Path.Combine(string.IsNullOrEmpty(xdg) ? Path.Combine(home, ".cache") : xdg, "FlowerModel");
    }
}
