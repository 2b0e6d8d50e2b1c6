using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Trainer.Files;

/// <summary>
/// A file with a JSON text and float32 values: a SHA-256 of the rest, the length of the text (int32), the text, the values; all little-endian.
/// </summary>
internal static class ChecksummedFile
{
    private const int TextAt = SHA256.HashSizeInBytes + sizeof(int);

    /// <summary>Writes the file, which is then either complete or absent.</summary>
    /// <param name="path">The file.</param>
    /// <param name="text">The text, UTF-8.</param>
    /// <param name="values">The values.</param>
    /// <typeparam name="T">The type of <paramref name="values"/>: float, or byte for the bytes of float32 values.</typeparam>
    public static void Write<T>(string path, ReadOnlySpan<byte> text, IEnumerable<ReadOnlyMemory<T>> values)
        where T : unmanaged
    {
        ReadOnlyMemory<T>[] parts = [.. values];
        var content = new byte[checked(TextAt + text.Length + (parts.Sum(part => part.Length) * Unsafe.SizeOf<T>()))];
        BitConverter.TryWriteBytes(content.AsSpan(SHA256.HashSizeInBytes), text.Length);
        text.CopyTo(content.AsSpan(TextAt));
        var at = TextAt + text.Length;
        foreach (var part in parts)
        {
            var bytes = MemoryMarshal.AsBytes(part.Span);
            bytes.CopyTo(content.AsSpan(at));
            at += bytes.Length;
        }

        SHA256.HashData(content.AsSpan(SHA256.HashSizeInBytes), content);
        AtomicFile.Write(path, stream => stream.Write(content));
    }

    /// <summary>Reads the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="text">Receives the text.</param>
    /// <param name="values">Receives the bytes of the values.</param>
    /// <returns>False if the file does not exist or is damaged.</returns>
    public static bool TryRead(string path, out ReadOnlyMemory<byte> text, out ReadOnlyMemory<byte> values)
    {
        text = values = default;
        if (!File.Exists(path)) return false;
        var content = File.ReadAllBytes(path);
        if (content.Length < TextAt) return false;
        if (!SHA256.HashData(content.AsSpan(SHA256.HashSizeInBytes)).AsSpan().SequenceEqual(content.AsSpan(0, SHA256.HashSizeInBytes))) return false;
        var length = BitConverter.ToInt32(content, SHA256.HashSizeInBytes);
        text = content.AsMemory(TextAt, length);
        values = content.AsMemory(TextAt + length);
        return true;
    }
}
