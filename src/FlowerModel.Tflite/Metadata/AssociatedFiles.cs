using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;

namespace FlowerModel.Tflite.Metadata;

/// <summary>
/// The zip behind a model: its entries' offsets count from the start of the whole file, so that both a zip reader and a
/// FlatBuffers reader open it. Entries are stored, not compressed, because readers map them in place.
/// </summary>
internal static class AssociatedFiles
{
    /// <summary>A file may take this many times the whole file, unpacked, and a little more in a tiny file; beyond that is a bomb.</summary>
    private const int MaxFactor = 2;

    private const int MaxFloor = 64 << 10;

    // A zip must say when a file was written; the earliest time that it can say keeps the bytes reproducible.
    private static readonly DateTimeOffset Epoch = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    internal static byte[] Append(byte[] model, IReadOnlyList<(string Name, string Text)> files)
    {
        var file = new MemoryStream(model.Length + files.Sum(entry => Encoding.UTF8.GetByteCount(entry.Text) + 512));
        file.Write(model);
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text) in files)
            {
                var entry = zip.CreateEntry(name, CompressionLevel.NoCompression);
                entry.LastWriteTime = Epoch;
                using var content = entry.Open();
                content.Write(Encoding.UTF8.GetBytes(text));
            }
        }

        return file.ToArray();
    }

    /// <exception cref="TfliteFormatException">The zip is missing or broken, or does not hold the file.</exception>
    internal static string Read(ReadOnlyMemory<byte> file, string name)
    {
        try
        {
            if (!MemoryMarshal.TryGetArray(file, out var segment)) segment = file.ToArray();
            using var zip = new ZipArchive(new MemoryStream(segment.Array!, segment.Offset, segment.Count, writable: false));
            var entry = zip.GetEntry(name)
                ?? throw new TfliteFormatException($"the metadata names the file {name}, which the zip behind the model does not hold");
            var max = MaxFactor * (long)file.Length + MaxFloor;
            if (entry.Length > max)
            {
                throw new TfliteFormatException(
                    $"{name} in the zip behind the model claims {entry.Length} bytes; for a file of {file.Length} at most {max} are read");
            }

            using var content = entry.Open();
            var bytes = new byte[(int)entry.Length];
            content.ReadExactly(bytes);
            return Encoding.UTF8.GetString(bytes);
        }
        catch (Exception error) when (error is InvalidDataException or IOException or ArgumentException or NotSupportedException)
        {
            throw new TfliteFormatException($"the zip behind the model, which should hold {name}, cannot be read: {error.Message}", error);
        }
    }
}
