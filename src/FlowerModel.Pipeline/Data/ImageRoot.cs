namespace FlowerModel.Pipeline.Data;

/// <summary>What the paths of images are relative to: one folder, or several folders with a name each.</summary>
/// <param name="Path">Full path of the folder; the first one if there are several.</param>
/// <param name="Folders">
/// If there are several folders: their full paths by the name with which the paths of their images begin. Null for one folder.
/// </param>
public sealed record ImageRoot(string Path, IReadOnlyDictionary<string, string>? Folders = null)
{
    /// <summary>Creates the root of several folders. The name of each is its own, with a number if an earlier one has the same.</summary>
    /// <param name="folders">Full paths.</param>
    public static ImageRoot Of(IReadOnlyList<string> folders)
    {
        if (folders.Count == 1) return new ImageRoot(folders[0]);
        var named = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var folder in folders)
        {
            var plain = System.IO.Path.GetFileName(folder.TrimEnd(System.IO.Path.DirectorySeparatorChar)) is { Length: > 0 } own ? own : "root";
            var name = plain;
            for (var number = 2; named.ContainsKey(name); number++) name = FormattableString.Invariant($"{plain}-{number}");
            named.Add(name, folder);
        }

        return new ImageRoot(folders[0], named);
    }

    /// <summary>Returns the full path of a file.</summary>
    /// <param name="path">Its path below the root, with forward slashes.</param>
    public string FullPath(string path)
    {
        if (Folders is null) return Below(Path, path);
        var slash = path.IndexOf('/');
        return Below(Folders[path.Substring(0, slash)], path.Substring(slash + 1));
    }

    private static string Below(string folder, string path) =>
        System.IO.Path.Combine(folder, path.Replace('/', System.IO.Path.DirectorySeparatorChar));
}
