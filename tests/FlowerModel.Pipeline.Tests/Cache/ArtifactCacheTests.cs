using FlowerModel.Pipeline.Cache;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Keys;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Stages;
using FlowerModel.Pipeline.Text;
using FlowerModel.Testing;

namespace FlowerModel.Pipeline.Tests.Cache;

public sealed class ArtifactCacheTests : IDisposable
{
    private static readonly StageKey Key = MakeKey("1");

    private readonly TemporaryFolder folder = new();
    private readonly ArtifactCache cache;
    private readonly List<string> damaged = [];

    public ArtifactCacheTests() => cache = new ArtifactCache(folder["cache"]);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_was_published_is_found_under_its_key_only()
    {
        Assert.Null(Find());
        var record = Publish(("a.txt", "alpha"), ("b.txt", "beta"));
        Assert.Equal(record.Outputs, Find()!.Outputs);
        Assert.Equal("alpha", File.ReadAllText(cache.PathOf(record["a.txt"])));
        Assert.Equal((Hashing.OfText("beta"), 4L), (record["b.txt"].Sha256, record["b.txt"].Size));
        Assert.Throws<KeyNotFoundException>(() => record["c.txt"]);
        Assert.Null(cache.Find(MakeKey("2"), Hashes(), damaged.Add));
        Assert.Empty(Directory.GetFiles(folder["work"]));
    }

    [Theory]
    [InlineData("alphA")]
    [InlineData("")]
    [InlineData("\0\0\0\0\0")]
    public void A_damaged_artifact_is_removed_reported_and_no_hit(string content)
    {
        var path = cache.PathOf(Publish(("a.txt", "alpha"), ("b.txt", "beta"))["a.txt"]);
        File.WriteAllText(path, content);
        Assert.Null(Find());
        Assert.Equal([path], damaged);
        Assert.False(File.Exists(path));

        Publish(("a.txt", "alpha"), ("b.txt", "beta"));
        Assert.NotNull(Find());
    }

    [Fact]
    public void A_vanished_artifact_is_no_hit_and_no_damage()
    {
        File.Delete(cache.PathOf(Publish(("a.txt", "alpha"))["a.txt"]));
        Assert.Null(Find());
        Assert.Empty(damaged);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("{\"stage\":\"evaluate\",\"key\":\"other\",\"entries\":[],\"outputs\":[]}")]
    public void A_damaged_record_is_no_hit(string text)
    {
        Publish(("a.txt", "alpha"));
        File.WriteAllText(Directory.GetFiles(folder["cache"], "*.json", SearchOption.AllDirectories).Single(), text);
        Assert.Null(Find());
        Publish(("a.txt", "alpha"));
        Assert.NotNull(Find());
    }

    [Fact]
    public void The_first_of_two_results_for_one_key_is_adopted_by_all()
    {
        var first = Publish(("a.txt", "first"));
        var second = Publish(("a.txt", "second"));
        Assert.Equal(first.Outputs, second.Outputs);
        Assert.Equal("first", File.ReadAllText(cache.PathOf(Find()!["a.txt"])));
    }

    [Fact]
    public void Nothing_is_recorded_where_a_file_is_missing()
    {
        var files = new Dictionary<string, string> { ["a.txt"] = Write("a.txt", "alpha"), ["b.txt"] = folder["none.txt"] };
        Assert.ThrowsAny<IOException>(() => cache.Publish(Key, files, Hashes()));
        Assert.Null(Find());
    }

    [Fact]
    public void Restoring_copies_only_where_the_bytes_differ()
    {
        var artifact = Publish(("a.txt", "alpha"))["a.txt"];
        Assert.True(cache.Restore(artifact, folder["out", "a.txt"]));
        Assert.False(cache.Restore(artifact, folder["out", "a.txt"]));
        File.WriteAllText(folder["out", "a.txt"], "alphA");
        Assert.True(cache.Restore(artifact, folder["out", "a.txt"]));
        Assert.Equal("alpha", File.ReadAllText(folder["out", "a.txt"]));
    }

    [Fact]
    public void Writing_to_a_restored_file_does_not_reach_the_cache()
    {
        var artifact = Publish(("a.txt", "alpha"))["a.txt"];
        cache.Restore(artifact, folder["out", "a.txt"]);
        File.AppendAllText(folder["out", "a.txt"], "!");
        Assert.NotNull(Find());
        Assert.Equal("alpha", File.ReadAllText(cache.PathOf(artifact)));
    }

    [Fact]
    public void A_damaged_artifact_is_never_restored()
    {
        var artifact = Publish(("a.txt", "alpha"))["a.txt"];
        File.WriteAllText(cache.PathOf(artifact), "alphA");
        Assert.Throws<IOException>(() => cache.Restore(artifact, folder["out", "a.txt"]));
        Assert.False(File.Exists(folder["out", "a.txt"]));
    }

    [Fact]
    public void Work_folders_are_empty_and_distinct()
    {
        var (one, other) = (cache.CreateWorkDirectory(), cache.CreateWorkDirectory());
        Assert.NotEqual(one, other);
        Assert.Empty(Directory.GetFileSystemEntries(one));
    }

    private static StageKey MakeKey(string model) =>
        StageKey.Create(Stage.Evaluate, new EvaluateSettings(), new Dictionary<string, string> { ["model"] = model });

    private StageRecord? Find() => cache.Find(Key, Hashes(), damaged.Add);

    // Each build opens its own; none is saved here, so that each looks at the bytes.
    private StatCache Hashes() => StatCache.Open(folder["hashes.json"]);

    private StageRecord Publish(params (string Name, string Content)[] files) =>
        cache.Publish(Key, files.ToDictionary(file => file.Name, file => Write(file.Name, file.Content)), Hashes());

    private string Write(string name, string content)
    {
        Directory.CreateDirectory(folder["work"]);
        File.WriteAllText(folder["work", name], content);
        return folder["work", name];
    }
}
