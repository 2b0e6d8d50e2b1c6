using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Store;

namespace FlowerModel.Pipeline.Tests.Store;

public sealed class LocalArtifactStoreTests : ArtifactStoreTests
{
    private readonly List<string> damaged = [];

    // Each build opens its own cache of hashes. None is saved here, so each build reads the bytes.
    protected override IArtifactStore Open() =>
        new LocalArtifactStore(new CacheFolders(Folder["cache"]), StatCache.Open(Folder["hashes.json"]), damaged.Add);

    [Theory]
    [InlineData("alphA")]
    [InlineData("")]
    [InlineData("\0\0\0\0\0")]
    public void A_damaged_artifact_is_removed_reported_and_not_a_hit(string content)
    {
        var path = Results.PathOf(Publish(("a.txt", "alpha"), ("b.txt", "beta"))["a.txt"]);
        File.WriteAllText(path, content);
        Assert.Null(Results.Find(Key));
        Assert.Equal([path], damaged);
        Assert.False(File.Exists(path));

        Publish(("a.txt", "alpha"), ("b.txt", "beta"));
        Assert.NotNull(Results.Find(Key));
    }

    [Fact]
    public void A_missing_artifact_is_not_a_hit_and_not_reported_as_damaged()
    {
        File.Delete(Results.PathOf(Publish(("a.txt", "alpha"))["a.txt"]));
        Assert.Null(Results.Find(Key));
        Assert.Empty(damaged);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("{\"stage\":\"evaluate\",\"key\":\"other\",\"entries\":[],\"outputs\":[]}")]
    public void A_damaged_record_is_not_a_hit(string text)
    {
        Publish(("a.txt", "alpha"));
        File.WriteAllText(Directory.GetFiles(Folder["cache"], "*.json", SearchOption.AllDirectories).Single(), text);
        Assert.Null(Results.Find(Key));
        Publish(("a.txt", "alpha"));
        Assert.NotNull(Results.Find(Key));
    }

    [Fact]
    public void A_damaged_artifact_is_never_restored()
    {
        var artifact = Publish(("a.txt", "alpha"))["a.txt"];
        File.WriteAllText(Results.PathOf(artifact), "alphA");
        var error = Assert.Throws<LostArtifactException>(() => Results.Restore(artifact, Folder["out", "a.txt"]));
        Assert.Equal(Codes.FileVanished, error.Diagnostic.Code);
        Assert.False(File.Exists(Folder["out", "a.txt"]));
    }

    [Fact]
    public void Folders_in_the_places_of_files_are_replaced()
    {
        var record = Publish(("a.txt", "alpha"));
        foreach (var file in Directory.GetFiles(Folder["cache"], "*", SearchOption.AllDirectories))
        {
            File.Delete(file);
            Directory.CreateDirectory(Path.Combine(file, "inside"));
        }

        Assert.Null(Results.Find(Key));
        Open().Lock(Key, _ => Assert.Fail("nothing holds the lock"), TestContext.Current.CancellationToken).Dispose();
        Assert.Equal(record.Outputs, Publish(("a.txt", "alpha")).Outputs);
        Assert.NotNull(Results.Find(Key));
        Assert.Empty(damaged);
    }
}
