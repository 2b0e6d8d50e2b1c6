using System.Security.Cryptography;
using System.Text;
using FlowerModel.Pipeline.Diagnostics;

namespace FlowerModel.Pipeline.Store;

/// <summary>
/// The bytes of an index. Little-endian: format number, finished build, notes, warnings, number of files; then the files, sorted ordinally by path, each with
/// the number of characters that its path shares with the one before; last the SHA-256 of all bytes before it.
/// </summary>
internal static class FileIndexFormat
{
    private const int HashSize = 32;

    // "FMI" and the number of this format. An index of another format counts as damaged.
    private const int Format = 0x01494D46;

    /// <summary>Returns the bytes of an index.</summary>
    public static byte[] Write(FileIndex index)
    {
        using var bytes = new MemoryStream(1024 + (index.Files.Count * 128));
        using var writer = new BinaryWriter(bytes, Encoding.UTF8);
        writer.Write(Format);
        writer.Write(index.Finished);
        writer.Write(index.Notes.Count);
        foreach (var note in index.Notes) writer.Write(note);
        writer.Write(index.Warnings.Count);
        foreach (var warning in index.Warnings)
        {
            writer.Write(warning.Code);
            writer.Write(warning.Text);
            writer.Write(warning.File ?? "");
        }

        WriteFiles(writer, index.Files);
        writer.Flush();
        using var algorithm = SHA256.Create();
        writer.Write(algorithm.ComputeHash(bytes.GetBuffer(), 0, (int)bytes.Length));
        writer.Flush();
        return bytes.ToArray();
    }

    /// <summary>Reads an index; returns null if the bytes are damaged or contradict each other.</summary>
    public static FileIndex? TryRead(byte[] bytes)
    {
        if (bytes.Length < HashSize || !HasValidChecksum(bytes)) return null;
        try
        {
            using var reader = new BinaryReader(new MemoryStream(bytes, 0, bytes.Length - HashSize), Encoding.UTF8);
            if (reader.ReadInt32() != Format) return null;
            var finished = reader.ReadString();
            var notes = new List<string>();
            for (var left = reader.ReadInt32(); left > 0; left--) notes.Add(reader.ReadString());
            var warnings = new List<Diagnostic>();
            for (var left = reader.ReadInt32(); left > 0; left--) warnings.Add(ReadWarning(reader));
            return new FileIndex(ReadFiles(reader)) { Finished = finished, Notes = notes, Warnings = warnings };
        }
        catch (Exception error) when (error is IOException or ArgumentException or FormatException)
        {
            return null;
        }
    }

    private static bool HasValidChecksum(byte[] bytes)
    {
        using var algorithm = SHA256.Create();
        var checksum = algorithm.ComputeHash(bytes, 0, bytes.Length - HashSize);
        for (var i = 0; i < HashSize; i++)
        {
            if (bytes[bytes.Length - HashSize + i] != checksum[i]) return false;
        }

        return true;
    }

    private static Diagnostic ReadWarning(BinaryReader reader)
    {
        var (code, text, file) = (reader.ReadString(), reader.ReadString(), reader.ReadString());
        return Diagnostic.Warning(code, text, file.Length == 0 ? null : file);
    }

    private static void WriteFiles(BinaryWriter writer, Dictionary<string, IndexedFile> files)
    {
        var paths = new string[files.Count];
        files.Keys.CopyTo(paths, 0);
        Array.Sort(paths, StringComparer.Ordinal);
        writer.Write(paths.Length);
        var before = "";
        foreach (var path in paths)
        {
            var file = files[path];
            var shared = Shared(before, path);
            writer.Write(shared);
            writer.Write(path.Substring(shared));
            writer.Write(file.Facts.Size);
            writer.Write(file.Facts.Modified);
            writer.Write(file.Facts.Changed);
            writer.Write(file.Facts.Inode);
            writer.Write(file.IsTrusted);
            writer.Write(file.IsImage);
            writer.Write(file.Hash);
            before = path;
        }
    }

    private static Dictionary<string, IndexedFile> ReadFiles(BinaryReader reader)
    {
        var count = reader.ReadInt32();
        var files = new Dictionary<string, IndexedFile>(count, StringComparer.Ordinal);
        var path = "";
        for (var i = 0; i < count; i++)
        {
            path = path.Substring(0, reader.ReadInt32()) + reader.ReadString();
            var facts = new FileFacts(reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64());
            var (isTrusted, isImage) = (reader.ReadBoolean(), reader.ReadBoolean());
            var hash = reader.ReadBytes(HashSize);
            if (hash.Length != HashSize) throw new EndOfStreamException();
            files.Add(path, new IndexedFile(facts, hash, isTrusted, isImage));
        }

        return files;
    }

    // A pair of surrogates is never divided, because half of it cannot be encoded.
    private static int Shared(string a, string b)
    {
        var length = 0;
        while (length < a.Length && length < b.Length && a[length] == b[length]) length++;
        return length > 0 && char.IsHighSurrogate(b[length - 1]) ? length - 1 : length;
    }
}
