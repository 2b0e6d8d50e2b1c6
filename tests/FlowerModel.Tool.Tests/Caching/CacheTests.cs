using System.Security.Cryptography;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Testing;
using FlowerModel.Tool.Tests.Support;

namespace FlowerModel.Tool.Tests.Caching;

public sealed class CacheTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Stats_counts_entries_and_bytes_by_kind()
    {
        Blob("alpha", DateTime.UtcNow);
        Blob("be", new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc));
        Features([1, 2, 3, 4], isDamaged: false);
        var report = Run("stats").Json;
        Documented.Check(report);
        Assert.Equal(folder["cache"], (string?)report["cache"]);
        Assert.Equal(["artifacts", "features"], report["kinds"]!.AsArray().Select(kind => (string)kind!["kind"]!));
        var artifacts = report["kinds"]![0]!;
        Assert.Equal((2, 7L), ((int)artifacts["entries"]!, (long)artifacts["bytes"]!));
        Assert.Equal("2026-01-02T03:04:05Z", (string?)artifacts["leastRecentlyUsed"]);
        Assert.Matches(@"artifacts +2 +7 B", Command.Run("cache", "stats", "--cache", folder["cache"]).Output);
    }

    [Fact]
    public void Prune_removes_what_exceeds_the_limits()
    {
        var old = Blob("old", DateTime.UtcNow.AddDays(-100));
        var recent = Blob("recent", DateTime.UtcNow.AddDays(-10));
        var report = Run("prune").Json;
        Documented.Check(report);
        Assert.Equal(1, (int)report["removed"]![0]!["entries"]!);
        Assert.False(File.Exists(old));
        Assert.Empty(Run("prune", "--max-age", "11").Json["removed"]!.AsArray());
        Assert.True(File.Exists(recent));
        Assert.Single(Run("prune", "--max-size", "5").Json["removed"]!.AsArray());
        Assert.False(File.Exists(recent));
        Command.RunToFailure(Codes.InvalidValue, "cache", "prune", "--cache", folder["cache"], "--max-size", "much");
    }

    [Fact]
    public void Verify_removes_what_is_damaged_and_reports_it()
    {
        var whole = Blob("whole", DateTime.UtcNow);
        var damaged = Blob("damaged", DateTime.UtcNow);
        File.WriteAllText(damaged, "Damaged");
        var (wholeFeatures, damagedFeatures) = (Features([1, 2], isDamaged: false), Features([3, 4], isDamaged: true));
        var result = Run("verify");
        Documented.Check(result.Json);
        Assert.Equal([damaged, damagedFeatures], result.Json["damaged"]!.AsArray().Select(path => (string)path!));
        Assert.Contains($"{damaged}: warning FLOWER5002: ", result.Errors, StringComparison.Ordinal);
        Assert.True(File.Exists(whole) && File.Exists(wholeFeatures));
        Assert.False(File.Exists(damaged) || File.Exists(damagedFeatures));
        Assert.Empty(Run("verify").Json["damaged"]!.AsArray());
        Assert.Contains("Nothing is damaged.", Command.Run("cache", "verify", "--cache", folder["cache"]).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_cache_has_nothing() => Assert.Empty(Run("stats").Json["kinds"]!.AsArray());

    private CommandResult Run(string command, params string[] options) =>
        Command.Run(["cache", command, "--cache", folder["cache"], "--json", .. options]);

    private string Blob(string content, DateTime lastUsed)
    {
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(content)));
        var path = Write(folder["cache", "v1", "blobs", sha256[..2], sha256], System.Text.Encoding.UTF8.GetBytes(content));
        File.SetLastWriteTimeUtc(path, lastUsed);
        return path;
    }

    private string Features(byte[] data, bool isDamaged)
    {
        byte[] file = [.. new byte[32], .. SHA256.HashData(data), .. data];
        if (isDamaged) file[^1] ^= 1;
        return Write(folder["cache", "v1", "features", "v3", "base", "tap", "plain", "ab", $"{data[0]}.features"], file);
    }

    private static string Write(string path, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }
}
