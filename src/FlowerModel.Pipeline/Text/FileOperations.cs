namespace FlowerModel.Pipeline.Text;

/// <summary>The operations that change the cache and the state of models. What survives an interruption rests on their order.</summary>
internal static class FileOperations
{
    private static readonly AsyncLocal<Action<string>?> Observer = new();

    /// <summary>Called before each operation of the current thread and of what it starts; null (the default) = nobody observes.</summary>
    public static Action<string>? Before
    {
        get => Observer.Value;
        set => Observer.Value = value;
    }

    /// <summary>Creates a folder and those above it, if missing.</summary>
    public static void CreateFolder(string path)
    {
        if (Directory.Exists(path)) return;
        Before?.Invoke("create folder " + path);
        Directory.CreateDirectory(path);
    }

    /// <summary>Creates a file that must not exist.</summary>
    public static FileStream Create(string path)
    {
        Before?.Invoke("create " + path);
        return new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
    }

    /// <summary>Opens a file that no other process has open; creates it if missing.</summary>
    public static FileStream OpenAlone(string path)
    {
        Before?.Invoke("open " + path);
        return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
    }

    /// <summary>Writes a file's bytes to disk.</summary>
    /// <exception cref="IOException">The disk failed or is full.</exception>
    public static void Flush(FileStream stream)
    {
        Before?.Invoke("flush " + stream.Name);
        if (UnixFiles.IsSupported) UnixFiles.Flush(stream);
        else stream.Flush(flushToDisk: true);
    }

    /// <summary>Renames a file within its folder, replacing an existing file: other processes see the old or the new one, and never a part.</summary>
    /// <exception cref="IOException">The file system refuses it.</exception>
    public static void Rename(string path, string newPath)
    {
        Before?.Invoke("rename " + newPath);
        if (UnixFiles.IsSupported) UnixFiles.Rename(path, newPath);
        else RenameOnWindows(path, newPath);
    }

    /// <summary>Deletes a file, if it exists.</summary>
    public static void Delete(string path)
    {
        Before?.Invoke("delete " + path);
        File.Delete(path);
    }

    /// <summary>Deletes a folder with everything in it.</summary>
    public static void DeleteFolder(string path)
    {
        Before?.Invoke("delete folder " + path);
        Directory.Delete(path, recursive: true);
    }

    // File.Replace keeps the old file until the new one is in place; netstandard2.0 has no overwriting move. Within a folder, Windows never copies.
    private static void RenameOnWindows(string path, string newPath)
    {
        if (File.Exists(newPath))
        {
            try
            {
                File.Replace(path, newPath, destinationBackupFileName: null);
                return;
            }
            catch (FileNotFoundException) when (File.Exists(path))
            {
                // The old file was removed in the meantime: the plain move below is sufficient.
            }
        }

        try
        {
            File.Move(path, newPath);
        }
        catch (IOException) when (File.Exists(newPath))
        {
            // Another process published first; the later file wins, as with an overwriting rename.
            File.Replace(path, newPath, destinationBackupFileName: null);
        }
    }
}
