using FlowerModel.Pipeline.Diagnostics;

namespace FlowerModel.Pipeline.Data;

/// <summary>Messages about an archive's images name the archive and the entry, not the folder in the cache, whose name nobody knows.</summary>
public static class ArchiveMessage
{
    /// <summary>Returns a message about the archive instead of the extracted folder.</summary>
    /// <param name="diagnostic">A message that may be about a file in the folder.</param>
    /// <param name="folder">Full path of the extracted folder.</param>
    /// <param name="archive">Path or URL of the archive.</param>
    public static Diagnostic Of(Diagnostic diagnostic, string folder, string archive)
    {
        if (diagnostic.File is not { } file || !file.StartsWith(folder, StringComparison.Ordinal)) return diagnostic;
        var entry = file.Substring(folder.Length).Replace(Path.DirectorySeparatorChar, '/').Trim('/');
        var text = diagnostic.Text.Replace(folder, archive);
        return diagnostic with { File = archive, Text = entry.Length == 0 ? text : $"'{entry}' in the archive: {text}" };
    }
}
