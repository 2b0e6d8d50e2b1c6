namespace FlowerModel.Pipeline.Data;

/// <summary>
/// The names that operating systems, file servers and editors give to files and folders of their own. They are no part of a dataset, although some
/// contain images: thumbnails, resource forks, deleted files. The same in folders and archives.
/// </summary>
public static class IgnoredNames
{
    private static readonly HashSet<string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        // Windows
        "$RECYCLE.BIN", "System Volume Information", "Thumbs.db", "ehthumbs.db", "desktop.ini",

        // macOS, in archives and as the icon of a folder
        "__MACOSX", "Icon\r",

        // file servers of Synology and QNAP
        "@eaDir", "#recycle", "#snapshot", "@Recycle", "@Recently-Snapshot",

        // Linux, Python
        "lost+found", "__pycache__",
    };

    /// <summary>Returns true for hidden names, which begin with a dot, and for the names of such files and folders, in any case.</summary>
    /// <param name="name">A file or folder name without a path.</param>
    public static bool Contains(string name) => (name.Length > 0 && name[0] == '.') || Names.Contains(name);
}
