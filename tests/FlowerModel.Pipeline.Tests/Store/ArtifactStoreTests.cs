using FlowerModel.Pipeline.Keys;
using FlowerModel.Pipeline.Stages;
using FlowerModel.Pipeline.Store;
using FlowerModel.Pipeline.Text;
using FlowerModel.Testing;

namespace FlowerModel.Pipeline.Tests.Store;

/// <summary>What every store must do for the guarantees of <see cref="StageResults"/> to hold.</summary>
public abstract class ArtifactStoreTests : IDisposable
{
    private protected static readonly StageKey Key = MakeKey("1");

    private protected TemporaryFolder Folder { get; } = new();

    /// <summary>Opens the store as a build does.</summary>
    protected abstract IArtifactStore Open();

    public void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void A_published_result_is_found_only_under_its_key()
    {
        Assert.Null(Results.Find(Key));
        var record = Publish(("a.txt", "alpha"), ("b.txt", "beta"));
        Assert.Equal(record.Outputs, Results.Find(Key)!.Outputs);
        Assert.Equal("alpha", File.ReadAllText(Results.PathOf(record["a.txt"])));
        Assert.Equal((Hashing.OfText("beta"), 4L), (record["b.txt"].Sha256, record["b.txt"].Size));
        Assert.Throws<KeyNotFoundException>(() => record["c.txt"]);
        Assert.Null(Results.Find(MakeKey("2")));
        Assert.Empty(Directory.GetFiles(Folder["work"]));
    }

    [Fact]
    public void The_records_of_a_stage_can_be_listed()
    {
        Assert.Empty(Open().Records(Key.Stage));
        Publish(("a.txt", "alpha"));
        Assert.Equal(Key.Hash, Assert.Single(Open().Records(Key.Stage)).Key);
        Assert.Empty(Open().Records("another stage"));
    }

    [Fact]
    public void The_first_of_two_results_for_one_key_wins()
    {
        var first = Publish(("a.txt", "first"));
        var second = Publish(("a.txt", "second"));
        Assert.Equal(first.Outputs, second.Outputs);
        Assert.Equal("first", File.ReadAllText(Results.PathOf(Results.Find(Key)!["a.txt"])));
    }

    [Fact]
    public void Nothing_is_recorded_if_a_file_is_missing()
    {
        var files = new Dictionary<string, string> { ["a.txt"] = Write("a.txt", "alpha"), ["b.txt"] = Folder["none.txt"] };
        Assert.ThrowsAny<IOException>(() => Results.Publish(Key, files, []));
        Assert.Null(Results.Find(Key));
    }

    [Fact]
    public void Restoring_copies_only_if_the_bytes_differ()
    {
        var artifact = Publish(("a.txt", "alpha"))["a.txt"];
        Assert.True(Results.Restore(artifact, Folder["out", "a.txt"]));
        Assert.False(Results.Restore(artifact, Folder["out", "a.txt"]));
        File.WriteAllText(Folder["out", "a.txt"], "alphA");
        Assert.True(Results.Restore(artifact, Folder["out", "a.txt"]));
        Assert.Equal("alpha", File.ReadAllText(Folder["out", "a.txt"]));
    }

    [Fact]
    public void Writing_to_a_restored_file_does_not_change_the_store()
    {
        var artifact = Publish(("a.txt", "alpha"))["a.txt"];
        Results.Restore(artifact, Folder["out", "a.txt"]);
        File.AppendAllText(Folder["out", "a.txt"], "!");
        Assert.NotNull(Results.Find(Key));
        Assert.Equal("alpha", File.ReadAllText(Results.PathOf(artifact)));
    }

    [Fact]
    public async Task The_second_to_acquire_a_key_waits_until_it_is_free()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var held = Open().Lock(Key, static _ => { }, cancellation);
        using var isWaiting = new ManualResetEventSlim();
        var second = Task.Run(() => Open().Lock(Key, _ => isWaiting.Set(), cancellation), cancellation);
        Assert.True(isWaiting.Wait(TimeSpan.FromSeconds(30), cancellation));
        Assert.False(second.IsCompleted);
        held.Dispose();
        (await second).Dispose();
        Open().Lock(MakeKey("2"), static _ => { }, cancellation).Dispose();
    }

    private protected static StageKey MakeKey(string model) =>
        StageKey.Create("evaluate", 1, "1.0.0", new EvaluateSettings(), new Dictionary<string, string> { ["model"] = model });

    private protected StageResults Results => new(Open());

    private protected StageRecord Publish(params (string Name, string Content)[] files) =>
        Results.Publish(Key, files.ToDictionary(file => file.Name, file => Write(file.Name, file.Content)), []);

    private string Write(string name, string content)
    {
        Directory.CreateDirectory(Folder["work"]);
        File.WriteAllText(Folder["work", name], content);
        return Folder["work", name];
    }
}
