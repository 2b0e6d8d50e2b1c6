using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;

namespace FlowerModel.Tflite.Metadata;

/// <summary>
/// The zip that is appended to a model. The offsets of its entries are relative to the start of the whole file, so that both zip
/// readers and FlatBuffers readers can open the file. Entries are not compressed, because readers map them in place.
/// </summary>
internal static class AssociatedFiles
{
    /// <summary>The maximum uncompressed size of an entry, as a multiple of the file's size: a limit against zip bombs.</summary>
    private const int MaxFactor = 2;

    /// <summary>An allowance for tiny files, in bytes.</summary>
    private const int MaxFloor = 64 << 10;

    // Zip entries need a timestamp; the earliest possible one keeps the bytes reproducible.
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

    /// <exception cref="TfliteFormatException">The zip is missing or damaged, or does not contain the file.</exception>
    internal static string Read(ReadOnlyMemory<byte> file, string name)
    {
        try
        {
            if (!MemoryMarshal.TryGetArray(file, out var segment)) segment = file.ToArray();
            using var zip = new ZipArchive(new MemoryStream(segment.Array!, segment.Offset, segment.Count, writable: false));
            var entry = zip.GetEntry(name)
                ?? throw new TfliteFormatException($"the metadata names the file {name}, which is not in the zip appended to the model");
            var max = MaxFactor * (long)file.Length + MaxFloor;
            if (entry.Length > max)
            {
                throw new TfliteFormatException(
                    $"{name} in the zip appended to the model claims {entry.Length} bytes; the limit for a file of {file.Length} bytes is {max}");
            }

            using var content = entry.Open();
            var bytes = new byte[(int)entry.Length];
            content.ReadExactly(bytes);
            return Encoding.UTF8.GetString(bytes);
        }
        catch (Exception error) when (error is InvalidDataException or IOException or ArgumentException or NotSupportedException)
        {
            throw new TfliteFormatException($"the zip appended to the model, which should contain {name}, cannot be read: {error.Message}", error);
        }
    }
}
