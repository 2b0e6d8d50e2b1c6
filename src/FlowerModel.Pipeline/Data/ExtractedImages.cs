using System.Text.Json;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Data;

/// <summary>
/// The hashes of the images that were extracted from an archive, and what else was in it, in a file beside their folder. Later builds compare the
/// images with their hashes, so that an image that is damaged in the cache is never trained on.
/// </summary>
public static class ExtractedImages
{
    /// <summary>Returns the path of the file with the hashes.</summary>
    /// <param name="folder">Full path of the extracted folder.</param>
    public static string HashesPath(string folder) => folder + ".images.json";

    /// <summary>Hashes the images in a folder and writes their hashes beside another.</summary>
    /// <param name="extracted">Full path of the folder that contains the images.</param>
    /// <param name="folder">Full path that the folder will have.</param>
    /// <param name="passedOver">The files of the archive that were not extracted.</param>
    /// <exception cref="IOException">An image cannot be read, or the file cannot be written.</exception>
    public static void Record(string extracted, string folder, IReadOnlyList<PassedOverFiles> passedOver)
    {
        var hashes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(extracted, "*", SearchOption.AllDirectories))
            hashes.Add(file.Substring(extracted.Length + 1).Replace(Path.DirectorySeparatorChar, '/'), Hashing.OfFile(file));
        AtomicFile.WriteText(HashesPath(folder), JsonSerializer.Serialize(new Recorded(hashes, passedOver), CanonicalJson.Options));
    }

    /// <summary>Returns the recorded hashes by path with forward slashes; null if there are none or they cannot be read.</summary>
    /// <param name="folder">Full path of the extracted folder.</param>
    public static IReadOnlyDictionary<string, string>? TryReadHashes(string folder) => TryRead(folder)?.Hashes;

    /// <summary>Returns the files of the archive that were not extracted; empty if they are not known.</summary>
    /// <param name="folder">Full path of the extracted folder.</param>
    public static IReadOnlyList<PassedOverFiles> ReadPassedOver(string folder) => TryRead(folder)?.PassedOver ?? [];

    /// <summary>Reads every image and compares it with its hash.</summary>
    /// <param name="folder">Full path of the extracted folder.</param>
    /// <returns>True if the folder has the recorded images with their bytes, and no others.</returns>
    public static bool AreIntact(string folder)
    {
        if (!Directory.Exists(folder) || TryReadHashes(folder) is not { } hashes) return false;
        if (Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Count() != hashes.Count) return false;
        try
        {
            return hashes.All(image => Hashing.OfFile(Path.Combine(folder, image.Key)) == image.Value);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Deletes the folder and the hashes, so that the archive is extracted again.</summary>
    /// <exception cref="IOException">Something is in use.</exception>
    public static void Delete(string folder)
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        if (File.Exists(HashesPath(folder))) File.Delete(HashesPath(folder));
    }

    private static Recorded? TryRead(string folder)
    {
        try
        {
            var path = HashesPath(folder);
            return File.Exists(path) ? JsonSerializer.Deserialize<Recorded>(File.ReadAllText(path), CanonicalJson.Options) : null;
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private sealed record Recorded(IReadOnlyDictionary<string, string>? Hashes, IReadOnlyList<PassedOverFiles>? PassedOver);
}
