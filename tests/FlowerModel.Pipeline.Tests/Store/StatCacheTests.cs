using FlowerModel.Pipeline.Store;
using FlowerModel.Pipeline.Text;
using FlowerModel.Testing;

namespace FlowerModel.Pipeline.Tests.Store;

public sealed class StatCacheTests : IDisposable
{
    private static readonly DateTime Old = DateTime.UtcNow.AddHours(-1);

    private readonly TemporaryFolder folder = new();

    private string Image => folder["1.jpg"];

    private string CachePath => folder["hashes.json"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void An_unchanged_file_is_not_read_again()
    {
        Write("one", Old);
        var (sha256, size, hashed) = HashInNewBuild();
        Assert.Equal((Hashing.OfText("one"), 3, 1), (sha256, size, hashed));
        Assert.Equal((sha256, size, 0), HashInNewBuild());
    }

    [Fact]
    public void A_touched_file_keeps_its_hash()
    {
        Write("one", Old);
        var (sha256, _, _) = HashInNewBuild();
        File.SetLastWriteTimeUtc(Image, Old.AddMinutes(5));
        Assert.Equal((sha256, 3, 1), HashInNewBuild());
        Assert.Equal((sha256, 3, 0), HashInNewBuild());
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
        var now = DateTime.UtcNow;
        Write("one", now);
        HashInNewBuild();
        Write("two", now);
        Assert.Equal(Hashing.OfText("two"), HashInNewBuild().Sha256);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[1,2]")]
    [InlineData("{\"1.jpg\":null}")]
    [InlineData("{\"1.jpg\":{}}")]
    public void A_damaged_cache_counts_as_empty(string text)
    {
        Write("one", Old);
        File.WriteAllText(CachePath, text);
        Assert.Equal((Hashing.OfText("one"), 3, 1), HashInNewBuild());
        Assert.Equal((Hashing.OfText("one"), 3, 0), HashInNewBuild());
    }

    [Fact]
    public void A_deleted_file_is_forgotten()
    {
        Write("one", Old);
        HashInNewBuild();
        StatCache.Open(CachePath).Save();
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
        var (sha256, size) = cache.Hash("1.jpg", Image);
        cache.Save();
        return (sha256, size, cache.FilesHashed);
    }
}
