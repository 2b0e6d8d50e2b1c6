using System.Text;

namespace FlowerModel.Pipeline.Text;

/// <summary>Files that are either whole or absent: written beside their place, flushed to the disk, then renamed.</summary>
public static class AtomicFile
{
    /// <summary>Writes a text as UTF-8 without a byte order mark.</summary>
    /// <exception cref="IOException">The disk is full or the folder cannot be written.</exception>
    public static void WriteText(string path, string text) => Write(path, stream =>
    {
        var bytes = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false).GetBytes(text);
        stream.Write(bytes, 0, bytes.Length);
    });

    /// <summary>Writes the text only where the file does not hold it already, so that what depends on its time stamp stays up to date.</summary>
    /// <returns>True when the file was written.</returns>
    public static bool WriteTextIfDifferent(string path, string text)
    {
        if (File.Exists(path) && File.ReadAllText(path) == text) return false;
        WriteText(path, text);
        return true;
    }

    /// <summary>Writes what <paramref name="content"/> puts into the stream.</summary>
    public static void Write(string path, Action<Stream> content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = TemporaryBeside(path);
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                content(stream);
                stream.Flush(flushToDisk: true);
            }

            Publish(temporary, path);
        }
        finally
        {
            if (File.Exists(temporary)) File.Delete(temporary);
        }
    }

    /// <summary>Copies a file to a place where it appears whole or not at all.</summary>
    public static void Copy(string source, string path) => Write(path, stream =>
    {
        using var from = new FileStream(source, FileMode.Open, FileAccess.Read, FileShare.Read);
        from.CopyTo(stream);
    });

    /// <summary>Renames a finished file over its place.</summary>
    public static void Publish(string temporary, string path)
    {
        // File.Replace keeps the old file until the new one is in place; netstandard2.0 has no overwriting move.
        if (File.Exists(path))
        {
            try
            {
                File.Replace(temporary, path, destinationBackupFileName: null);
                return;
            }
            catch (FileNotFoundException) when (File.Exists(temporary))
            {
                // The old file was removed in between: the plain move below does.
            }
        }

        try
        {
            File.Move(temporary, path);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process published first; the newer of two wins, as with an overwriting rename.
            File.Replace(temporary, path, destinationBackupFileName: null);
        }
    }

    private static string TemporaryBeside(string path) => path + "." + Guid.NewGuid().ToString("N").Substring(0, 12) + ".tmp";
}
