using System.Text.Json;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Sources;

/// <summary>
/// The project's lock file: the SHA-256 of every downloaded weights file, pinned on first use. It belongs under version control, so that every
/// machine either trains on the same base or reports an error.
/// </summary>
/// <param name="projectDirectory">Full path of the project's folder.</param>
public sealed class WeightsLock(string projectDirectory)
{
    /// <summary>Full path of the file.</summary>
    public string Path { get; } = System.IO.Path.Combine(projectDirectory, "flowermodel.lock.json");

    /// <summary>Returns the pinned hash of a URL, or null.</summary>
    /// <exception cref="PipelineException">The lock file cannot be read.</exception>
    public string? Find(string url) => Read().TryGetValue(url, out var sha256) ? sha256 : null;

    /// <summary>Pins a hash.</summary>
    public void Pin(string url, string sha256)
    {
        var weights = Read();
        weights[url] = sha256;
        AtomicFile.WriteText(Path, CanonicalJson.Document(new LockFile(1, weights)));
    }

    private SortedDictionary<string, string> Read()
    {
        if (!File.Exists(Path)) return new(StringComparer.Ordinal);
        try
        {
            var file = JsonSerializer.Deserialize<LockFile>(File.ReadAllText(Path), CanonicalJson.Options);
            if (file?.Weights is { } weights && weights.Values.All(sha256 => sha256 is not null && Hashing.IsSha256(sha256)))
            {
                return new(weights, StringComparer.Ordinal);
            }
        }
        catch (JsonException)
        {
            // Reported below.
        }

        throw new PipelineException(
            Codes.InvalidLockFile, "The lock file cannot be read. Restore it from version control, or delete it to pin the weights again.", Path);
    }

    private sealed record LockFile(int Format, SortedDictionary<string, string> Weights);
}
