using System.Text;

namespace FlowerModel.Pipeline.Store;

/// <summary>Makes the stored form of files: see <see cref="PackedFiles"/>.</summary>
internal static class FilePacker
{
    /// <summary>Returns the stored form; it does not depend on the order in which the files were added.</summary>
    /// <param name="files">The files by full path.</param>
    public static PackedFiles Pack(Dictionary<string, IndexedFile> files)
    {
        using var bytes = new MemoryStream(1024 + (files.Count * 96));
        using var writer = new BinaryWriter(bytes, Encoding.UTF8);
        var folders = ByFolder(files);
        writer.Write(folders.Count);
        writer.Write(files.Count);
        foreach (var folder in folders)
        {
            writer.Write(folder.Value.Count);
            WriteText(writer, folder.Key);
            foreach (var path in folder.Value) WriteFile(writer, path.Substring(folder.Key.Length), files[path]);
        }

        writer.Flush();
        return new PackedFiles(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    private static SortedDictionary<string, List<string>> ByFolder(Dictionary<string, IndexedFile> files)
    {
        var paths = new string[files.Count];
        files.Keys.CopyTo(paths, 0);
        Array.Sort(paths, StringComparer.Ordinal);
        var folders = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var path in paths)
        {
            var folder = path.Substring(0, path.LastIndexOf(Path.DirectorySeparatorChar) + 1);
            if (!folders.TryGetValue(folder, out var inFolder)) folders.Add(folder, inFolder = []);
            inFolder.Add(path);
        }

        return folders;
    }

    private static void WriteFile(BinaryWriter writer, string name, IndexedFile file)
    {
        writer.Write(file.Facts.Size);
        writer.Write(file.Facts.Modified);
        writer.Write(file.Facts.Changed);
        writer.Write(file.Facts.Inode);
        writer.Write((byte)((file.IsTrusted ? IndexedFileFlags.Trusted : 0) | (file.IsImage ? IndexedFileFlags.Image : 0)));
        writer.Write(file.Hash);
        WriteText(writer, name);
        writer.Write((byte)0);
    }

    private static void WriteText(BinaryWriter writer, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        writer.Write(bytes.Length);
        writer.Write(bytes);
    }
}
