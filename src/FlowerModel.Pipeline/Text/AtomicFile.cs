using System.Text;

namespace FlowerModel.Pipeline.Text;

/// <summary>Writes files that are either complete or absent: to a temporary file in the same folder, which is flushed to disk and then renamed.</summary>
public static class AtomicFile
{
    /// <summary>Writes text as UTF-8 without a byte order mark.</summary>
    /// <exception cref="IOException">The disk is full or the folder cannot be written.</exception>
    public static void WriteText(string path, string text) => Write(path, stream =>
    {
        var bytes = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false).GetBytes(text);
        stream.Write(bytes, 0, bytes.Length);
    });

    /// <summary>Writes the text only if the file does not already contain it, so that whatever depends on its time stamp stays up to date.</summary>
    /// <returns>True if the file was written.</returns>
    public static bool WriteTextIfDifferent(string path, string text)
    {
        if (File.Exists(path) && File.ReadAllText(path) == text) return false;
        WriteText(path, text);
        return true;
    }

    /// <summary>Writes what <paramref name="content"/> writes to the stream.</summary>
    public static void Write(string path, Action<Stream> content)
    {
        FileOperations.CreateFolder(Path.GetDirectoryName(path)!);
        var temporary = TemporaryBeside(path);
        try
        {
            using (var stream = Create(temporary))
            {
                content(stream);
                FileOperations.Flush(stream);
            }

            Publish(temporary, path);
        }
        finally
        {
            if (File.Exists(temporary)) FileOperations.Delete(temporary);
        }
    }

    /// <summary>Copies a file so that the copy is either complete or absent.</summary>
    public static void Copy(string source, string path) => Write(path, stream =>
    {
        using var from = new FileStream(source, FileMode.Open, FileAccess.Read, FileShare.Read);
        from.CopyTo(stream);
    });

    /// <summary>Renames a finished file to its final path in the same folder, replacing an existing file.</summary>
    /// <exception cref="IOException">There is a folder at that path, or the file system refuses the renaming.</exception>
    public static void Publish(string temporary, string path)
    {
        if (Directory.Exists(path)) throw new IOException($"'{path}' is a folder, but a file must be written there; rename or delete the folder.");
        FileOperations.Rename(temporary, path);
    }

    private static FileStream Create(string path)
    {
        try
        {
            return FileOperations.Create(path);
        }
        catch (DirectoryNotFoundException)
        {
            // Another process emptied the cache and removed the folder.
            FileOperations.CreateFolder(Path.GetDirectoryName(path)!);
            return FileOperations.Create(path);
        }
    }

    private static string TemporaryBeside(string path) => path + "." + Guid.NewGuid().ToString("N").Substring(0, 12) + ".tmp";
}
