using System.Text;

namespace FlowerModel.Trainer.Data;

/// <summary>
/// Converts the names of archive entries to paths below one folder, the same on every system, or reports why a name is rejected. Both
/// slashes are separators, as on Windows, so that an archive has the same meaning everywhere.
/// </summary>
/// <param name="isCaseSensitive">True if the file system distinguishes names that differ only by case.</param>
internal sealed class EntryNames(bool isCaseSensitive)
{
    // Common file systems allow 255 bytes per name. Paths are limited so that they fit below any cache folder on Linux and macOS.
    private const int LongestSegment = 255;
    private const int LongestPath = 1024;

    private static readonly char[] Separators = ['/', '\\'];
    private static readonly char[] Invalid = Path.GetInvalidFileNameChars();

    // Every path and all its parent folders, as seen by the file system; with the exact spelling and whether it is a file.
    private readonly Dictionary<string, (string Spelling, bool IsFile)> taken =
        new(isCaseSensitive ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase);

    /// <summary>Checks that a name stays below its folder and can be the name of a file.</summary>
    /// <param name="name">The name.</param>
    /// <param name="segments">The path's segments; meaningless ones (<c>./</c>) are removed.</param>
    /// <returns>Why the name is rejected, or null.</returns>
    public static string? Check(string name, out string[] segments) => Escape(name, out segments) ?? (segments.Length == 0 ? null : Problem(segments));

    /// <summary>Checks that a name stays below its folder.</summary>
    /// <param name="name">The name.</param>
    /// <param name="segments">The path's segments; meaningless ones (<c>./</c>) are removed.</param>
    /// <returns>How the name leaves the folder, or null.</returns>
    public static string? Escape(string name, out string[] segments)
    {
        segments = [.. name.Split(Separators).Where(segment => segment is not ("" or "."))];
        if (name.Length == 0) return "has no name";
        if (name[0] is '/' or '\\') return "has an absolute path";
        if (name.Length > 1 && name[1] == ':' && char.IsAsciiLetter(name[0])) return "names a drive";
        // Windows drops trailing dots and blanks, so ".. " leads to the parent folder there.
        return segments.Any(segment => segment.Trim('.', ' ').Length == 0) ? "climbs out of its folder" : null;
    }

    /// <summary>Returns true if the target of a symbolic link is outside the archive's folder.</summary>
    /// <param name="segments">The path of the link.</param>
    /// <param name="target">Its target.</param>
    public static bool LeadsOutside(string[] segments, string target)
    {
        if (target.Length == 0 || target[0] is '/' or '\\' || (target.Length > 1 && target[1] == ':')) return true;
        var depth = segments.Length - 1;
        foreach (var segment in target.Split(Separators))
        {
            if (segment is "" or ".") continue;
            depth += segment.Trim('.', ' ').Length == 0 ? -1 : 1;
            if (depth < 0) return true;
        }

        return false;
    }

    /// <summary>Checks that segments can be names of files and folders.</summary>
    /// <returns>Why they cannot, or null.</returns>
    public static string? Problem(string[] segments)
    {
        if (segments.Sum(segment => segment.Length + 1) - 1 > LongestPath) return $"has a path of more than {LongestPath} characters";
        foreach (var segment in segments)
        {
            if (Encoding.UTF8.GetByteCount(segment) > LongestSegment) return $"has a name of more than {LongestSegment} bytes";
            if (segment.Any(char.IsControl)) return "has control characters in its name";
            if (segment.Contains('\uFFFD', StringComparison.Ordinal)) return "has a name in an unknown encoding; names must be UTF-8";
            if (segment.IndexOfAny(Invalid) >= 0) return "has a name that this system does not allow";
        }

        return null;
    }

    /// <summary>Reserves a checked path for a file.</summary>
    /// <returns>Why the name is rejected, or null.</returns>
    public string? Take(string[] segments)
    {
        var path = "";
        for (var i = 0; i < segments.Length; i++)
        {
            path += (i == 0 ? "" : "/") + segments[i];
            var isFile = i == segments.Length - 1;
            if (!taken.TryGetValue(Fold(path), out var earlier))
            {
                taken.Add(Fold(path), (path, isFile));
            }
            else if (isFile && earlier.IsFile && earlier.Spelling == path)
            {
                return "occurs twice";
            }
            else if (isFile || earlier.IsFile || earlier.Spelling != path)
            {
                return $"and '{earlier.Spelling}' are the same file or folder on this system";
            }
        }

        return null;
    }

    // A file system that ignores case may also ignore trailing dots and blanks.
    private string Fold(string path) => isCaseSensitive ? path : string.Join('/', path.Split('/').Select(segment => segment.TrimEnd('.', ' ')));
}
