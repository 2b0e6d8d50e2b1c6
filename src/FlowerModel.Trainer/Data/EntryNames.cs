using System.Text;

namespace FlowerModel.Trainer.Data;

/// <summary>
/// Converts the names of archive entries to paths below one folder, the same on every system, or reports why a name is rejected. Both
/// slashes are separators, as on Windows, so that an archive has the same meaning everywhere.
/// </summary>
internal sealed class EntryNames
{
    // Common file systems allow 255 bytes per name. Paths are limited so that they fit below any cache folder on Linux and macOS.
    private const int LongestSegment = 255;
    private const int LongestPath = 1024;

    private static readonly char[] Separators = ['/', '\\'];
    private static readonly char[] Invalid = Path.GetInvalidFileNameChars();

    // Every path and all its parent folders, as seen by a file system that ignores case and trailing dots and blanks; with the exact
    // spelling and whether it is a file.
    private readonly Dictionary<string, (string Spelling, bool IsFile)> taken = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Checks a name.</summary>
    /// <param name="name">The name in the archive.</param>
    /// <param name="segments">The path's segments; meaningless ones (<c>./</c>) are removed.</param>
    /// <returns>Why the name is rejected, or null.</returns>
    public static string? Check(string name, out string[] segments)
    {
        segments = [.. name.Split(Separators).Where(segment => segment is not ("" or "."))];
        if (name.Length == 0) return "has no name";
        if (name[0] is '/' or '\\') return "has an absolute path";
        if (name.Length > 1 && name[1] == ':' && char.IsAsciiLetter(name[0])) return "names a drive";
        if (name.Length > LongestPath) return $"has a path of more than {LongestPath} characters";
        foreach (var segment in segments)
        {
            // Windows drops trailing dots and blanks, so ".. " leads to the parent folder there.
            if (segment.Trim('.', ' ').Length == 0) return "climbs out of its folder";
            if (Encoding.UTF8.GetByteCount(segment) > LongestSegment) return $"has a name of more than {LongestSegment} bytes";
            if (segment.Any(char.IsControl)) return "has control characters in its name";
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
                return $"and '{earlier.Spelling}' are the same file or folder on some systems";
            }
        }

        return null;
    }

    private static string Fold(string path) => string.Join('/', path.Split('/').Select(segment => segment.TrimEnd('.', ' ')));
}
