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
        return Path.Combine(XdgCacheHome(Environment.GetEnvironmentVariable("XDG_CACHE_HOME"), home), "FlowerModel");
    }

    /// <summary>
    /// Returns the user's cache folder according to the XDG Base Directory Specification: a relative path in the variable is ignored. <c>~</c> at its
    /// beginning, which some programs write without a shell that replaces it, stands for the home folder.
    /// </summary>
    /// <param name="value">The value of <c>XDG_CACHE_HOME</c>, or null.</param>
    /// <param name="home">Full path of the home folder.</param>
    public static string XdgCacheHome(string? value, string home)
    {
        if (value == "~" || value?.StartsWith("~/", StringComparison.Ordinal) == true) value = home + value.Substring(1);
        return value?.StartsWith("/", StringComparison.Ordinal) == true ? value : Path.Combine(home, ".cache");
    }
}
