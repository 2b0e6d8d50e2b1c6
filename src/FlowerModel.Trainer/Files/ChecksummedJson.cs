using System.Text;
using System.Text.Json;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Trainer.Files;

/// <summary>
/// A file with results that can be computed again: the SHA-256 of the rest on the first line, then one JSON value. A file that is damaged or cannot be
/// written only costs time, so neither is an error.
/// </summary>
internal static class ChecksummedJson
{
    /// <summary>Reads the value; null if the file is missing or damaged.</summary>
    public static T? TryRead<T>(string path)
        where T : class
    {
        try
        {
            if (!File.Exists(path) || File.ReadAllText(path, Encoding.UTF8).Split('\n', 2) is not [var sha256, var json]) return null;
            return Hashing.OfText(json) == sha256 ? JsonSerializer.Deserialize<T>(json, CanonicalJson.Options) : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Writes the value if it can be written.</summary>
    public static void Write<T>(string path, T value)
    {
        var json = JsonSerializer.Serialize(value, CanonicalJson.Options);
        try
        {
            AtomicFile.WriteText(path, $"{Hashing.OfText(json)}\n{json}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // What the file would contain is computed again.
        }
    }
}
