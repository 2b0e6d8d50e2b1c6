using System.IO.Compression;
using System.Text;

namespace FlowerModel.Conversion.Keras.Files;

/// <summary>A .keras file: a zip archive of config.json, metadata.json and model.weights.h5. Nothing is extracted to disk.</summary>
internal static class KerasArchive
{
    private const string ConfigurationName = "config.json";
    private const string WeightsName = "model.weights.h5";
    private const int MaxConfiguration = 64 << 20;
    private const int MaxWeights = 1 << 30;

    /// <summary>True if a file begins like a zip archive.</summary>
    public static bool IsIn(ReadOnlySpan<byte> start) => start.StartsWith("PK\x03\x04"u8);

    /// <summary>Reads the configuration and the weights.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="path">Its name, for messages.</param>
    /// <exception cref="KerasWeightsException">The file is not a .keras file, is damaged, or is too large.</exception>
    public static (string Configuration, MemoryStream Weights) Read(Stream stream, string path)
    {
        try
        {
            using var archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            if (archive.GetEntry(WeightsName) is not { } weights || archive.GetEntry(ConfigurationName) is not { } configuration)
            {
                throw new KerasWeightsException(
                    path,
                    "this is a zip archive, but not a model in Keras 3's format: it contains no "
                    + $"{(archive.GetEntry(WeightsName) is null ? WeightsName : ConfigurationName)}. "
                    + "Save the model in Keras with model.save(\"model.keras\")");
            }

            using var text = Content(configuration, MaxConfiguration, path);
            return (Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length), Content(weights, MaxWeights, path));
        }
        catch (InvalidDataException error)
        {
            throw new KerasWeightsException(
                path, $"the .keras file (a zip archive) is damaged or truncated ({error.Message}); save or download it again", error);
        }
    }

    /// <summary>Reads an entry. What counts is the number of bytes that it really has; the size in its header can be wrong.</summary>
    private static MemoryStream Content(ZipArchiveEntry entry, int limit, string path)
    {
        var content = new MemoryStream();
        using var compressed = entry.Open();
        var buffer = new byte[1 << 16];
        int count;
        while ((count = compressed.Read(buffer)) > 0)
        {
            if (content.Length + count > limit)
                throw new KerasWeightsException(path, $"{entry.FullName} in this archive has more than {limit} bytes; no supported network comes close");
            content.Write(buffer, 0, count);
        }

        content.Position = 0;
        return content;
    }
}
