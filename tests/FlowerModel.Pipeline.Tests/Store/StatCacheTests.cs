using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Store;
using FlowerModel.Pipeline.Text;
using FlowerModel.Testing;

namespace FlowerModel.Pipeline.Tests.Store;

public sealed class StatCacheTests : IDisposable
{
    private static readonly DateTime Old = DateTime.UtcNow.AddHours(-1);

    private readonly TemporaryFolder folder = new(inMemory: true);

    // Builds take place a minute after the files were written, because files that have just been written are not trusted.
    private Func<DateTime> clock = static () => DateTime.UtcNow.AddMinutes(1);

    private string Image => folder["1.jpg"];

    private string CachePath => folder["files.index"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void An_unchanged_file_is_not_read_again()
    {
        Write("one", Old);
        Assert.Equal((Hashing.OfText("one"), 3, 1), HashInNewBuild());
        Assert.Equal((Hashing.OfText("one"), 3, 0), HashInNewBuild());
    }

    [Fact]
    public void A_touched_file_keeps_its_hash()
    {
        Write("one", Old);
        HashInNewBuild();
        File.SetLastWriteTimeUtc(Image, Old.AddMinutes(5));
        Assert.Equal((Hashing.OfText("one"), 3, 1), HashInNewBuild());
        Assert.Equal((Hashing.OfText("one"), 3, 0), HashInNewBuild());
    }

    [Fact]
    public void Replacing_a_file_with_an_older_one_of_the_same_size_is_detected()
    {
        Write("one", Old);
        HashInNewBuild();
        Write("two", Old.AddDays(-300));
        Assert.Equal(Hashing.OfText("two"), HashInNewBuild().Sha256);
    }

    [Fact]
    public void A_change_immediately_after_hashing_is_detected()
    {
        clock = static () => DateTime.UtcNow;
        var now = DateTime.UtcNow;
        Write("one", now);
        HashInNewBuild();
        Write("two", now);
        Assert.Equal(Hashing.OfText("two"), HashInNewBuild().Sha256);
    }

    [Fact]
    public void A_file_that_has_just_been_written_is_read_again_until_it_has_settled()
    {
        clock = static () => DateTime.UtcNow;
        Write("one", Old);
        HashInNewBuild();
        clock = static () => DateTime.UtcNow.AddMinutes(1);
        Assert.Equal(OperatingSystem.IsWindows() ? 0 : 1, HashInNewBuild().FilesHashed);
        Assert.Equal(0, HashInNewBuild().FilesHashed);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(400)]
    public void A_file_dated_in_the_future_is_read_once(int days)
    {
        Write("one", DateTime.UtcNow.AddDays(days).AddHours(1));
        HashInNewBuild();
        Assert.Equal(0, HashInNewBuild().FilesHashed);
    }

    [Fact]
    public void A_change_that_keeps_size_and_date_is_detected_by_the_change_time()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows' change times are not read");
        Write("one", Old);
        HashInNewBuild();
        Write("two", Old);
        Assert.Equal((Hashing.OfText("two"), 3, 1), HashInNewBuild());
    }

    [Fact]
    public void Swapping_two_files_of_the_same_size_and_date_is_detected()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows' file numbers are not read");
        Write("one", Old);
        File.WriteAllText(folder["2.jpg"], "two");
        File.SetLastWriteTimeUtc(folder["2.jpg"], Old);
        HashInNewBuild();
        File.Move(Image, folder["swap"]);
        File.Move(folder["2.jpg"], Image);
        Assert.Equal(Hashing.OfText("two"), HashInNewBuild().Sha256);
    }

    [Fact]
    public void Behind_a_link_the_target_decides()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links require a privilege on Windows");
        foreach (var name in (string[])["one", "two"])
        {
            File.WriteAllText(folder[name], name);
            File.SetLastWriteTimeUtc(folder[name], Old);
        }

        File.CreateSymbolicLink(Image, "one");
        Assert.Equal((Hashing.OfText("one"), 3, 1), HashInNewBuild());
        Assert.Equal((Hashing.OfText("one"), 3, 0), HashInNewBuild());

        File.WriteAllText(folder["one"], "new");
        File.SetLastWriteTimeUtc(folder["one"], Old);
        Assert.Equal(Hashing.OfText("new"), HashInNewBuild().Sha256);

        File.Delete(Image);
        File.CreateSymbolicLink(Image, "two");
        Assert.Equal(Hashing.OfText("two"), HashInNewBuild().Sha256);

        File.Delete(folder["two"]);
        Assert.ThrowsAny<IOException>(() => HashInNewBuild());
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("a text that is longer than the hash at the end of an index")]
    public void A_damaged_index_counts_as_empty(string text)
    {
        Write("one", Old);
        File.WriteAllText(CachePath, text);
        Assert.Equal((Hashing.OfText("one"), 3, 1), HashInNewBuild());
        Assert.Equal((Hashing.OfText("one"), 3, 0), HashInNewBuild());
    }

    [Fact]
    public void Every_flipped_bit_and_every_cut_makes_the_index_empty()
    {
        Write("one", Old);
        HashInNewBuild();
        var bytes = File.ReadAllBytes(CachePath);
        Assert.NotNull(FileIndexFormat.TryRead(bytes));
        for (var i = 0; i < bytes.Length; i++)
        {
            Assert.Null(FileIndexFormat.TryRead(bytes[..i]));
            bytes[i] ^= (byte)(1 << (i % 8));
            Assert.Null(FileIndexFormat.TryRead(bytes));
            bytes[i] ^= (byte)(1 << (i % 8));
        }
    }

    [Fact]
    public void An_index_keeps_what_was_written_and_its_bytes_do_not_depend_on_the_order()
    {
        string[] paths = ["/b/\u00e4.jpg", "/b/\ud83c\udf39.jpg", "/b/\ud83c\udf3b.jpg", "/a", "/b/"];
        var files = paths.ToDictionary(path => path, path => new IndexedFile(
            new FileFacts(path.Length, long.MaxValue, -1, 7), [.. Enumerable.Range(path.Length, 32).Select(value => (byte)value)], path.Length > 2, path.Length > 3));
        var index = new FileIndex(files) { Finished = "abc", Notes = ["", "\n"], Warnings = [Diagnostic.Warning("FLOWER2004", "text", "/b"), Diagnostic.Warning("FLOWER1006", "")] };
        var bytes = FileIndexFormat.Write(index);

        var read = FileIndexFormat.TryRead(bytes)!;
        Assert.Equal("abc", read.Finished);
        Assert.Equal(index.Notes, read.Notes);
        Assert.Equal(index.Warnings, read.Warnings);
        Assert.Equal(paths.Order(StringComparer.Ordinal), read.Files.Keys.Order(StringComparer.Ordinal));
        foreach (var (path, file) in read.Files)
        {
            Assert.Equal(
                (files[path].Facts, files[path].IsTrusted, files[path].IsImage, Hashing.ToHex(files[path].Hash)),
                (file.Facts, file.IsTrusted, file.IsImage, Hashing.ToHex(file.Hash)));
        }

        var reversed = new FileIndex(paths.Reverse().ToDictionary(path => path, path => files[path])) { Finished = "abc", Notes = index.Notes, Warnings = index.Warnings };
        Assert.Equal(bytes, FileIndexFormat.Write(reversed));
    }

    [Fact]
    public void The_file_is_written_only_if_it_changes()
    {
        Write("one", Old);
        HashInNewBuild();
        File.SetLastWriteTimeUtc(CachePath, Old);
        HashInNewBuild();
        Assert.Equal(Old, File.GetLastWriteTimeUtc(CachePath));
    }

    [Fact]
    public void A_finished_build_keeps_only_the_files_that_it_used()
    {
        Write("one", Old);
        HashInNewBuild();
        var cache = StatCache.Open(CachePath);
        cache.Begin();
        cache.Finish("settings", [], []);
        cache.Save();
        Assert.Equal(1, HashInNewBuild().FilesHashed);
    }

    [Fact]
    public void A_cache_that_cannot_be_written_is_not_an_error()
    {
        Write("one", Old);
        Directory.CreateDirectory(CachePath);
        Assert.Equal(1, HashInNewBuild().FilesHashed);
    }

    private void Write(string text, DateTime time)
    {
        File.WriteAllText(Image, text);
        File.SetLastWriteTimeUtc(Image, time);
    }

    private (string Sha256, long Size, int FilesHashed) HashInNewBuild()
    {
        var cache = StatCache.Open(CachePath);
        cache.Clock = clock;
        var (sha256, size) = cache.Hash(Image);
        cache.Save();
        return (sha256, size, cache.FilesHashed);
    }
}
