using System.Security.Cryptography;
using System.Text;
using FlowerModel.Pipeline.Diagnostics;

namespace FlowerModel.Pipeline.Store;

/// <summary>
/// The bytes of an index. Little-endian: format number, finished build, notes, warnings; then the files (<see cref="PackedFiles"/>); last the SHA-256 of
/// all bytes before it.
/// </summary>
internal static class FileIndexFormat
{
    private const int HashSize = 32;

    // "FMI" and the number of this format. An index of another format counts as damaged.
    private const int Format = 0x02494D46;

    /// <summary>Returns the bytes of an index.</summary>
    public static byte[] Write(FileIndex index)
    {
        using var bytes = new MemoryStream();
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

        writer.Flush();
        index.Packed.WriteTo(bytes);
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
            using var stream = new MemoryStream(bytes, 0, bytes.Length - HashSize);
            using var reader = new BinaryReader(stream, Encoding.UTF8);
            if (reader.ReadInt32() != Format) return null;
            var finished = reader.ReadString();
            var notes = new List<string>();
            for (var left = reader.ReadInt32(); left > 0; left--) notes.Add(reader.ReadString());
            var warnings = new List<Diagnostic>();
            for (var left = reader.ReadInt32(); left > 0; left--) warnings.Add(ReadWarning(reader));
            var files = new PackedFiles(bytes, (int)stream.Position, bytes.Length - HashSize);
            return new FileIndex(files) { Finished = finished, Notes = notes, Warnings = warnings };
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
}
