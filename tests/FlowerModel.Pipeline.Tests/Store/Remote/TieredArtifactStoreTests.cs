using FlowerModel.Pipeline.Store;
using FlowerModel.Pipeline.Store.Remote;
using FlowerModel.Pipeline.Diagnostics;

namespace FlowerModel.Pipeline.Tests.Store.Remote;

/// <summary>The two stores together do what every store must do.</summary>
public sealed class TieredArtifactStoreTests : ArtifactStoreTests, IPipelineLog
{
    private readonly CacheServer server = new();
    private readonly RemoteCacheSession session;

    public TieredArtifactStoreTests() => session = new RemoteCacheSession(RemoteCacheSettings.Parse(server.Url, true, false, null, null)!);

    [Fact]
    public void An_uploaded_result_is_found_from_an_empty_local_store()
    {
        Publish(("a.txt", "alpha"), ("empty.txt", ""));
        Directory.Delete(Folder["cache"], recursive: true);
        var found = Results.Find(Key)!;
        Assert.Equal("alpha", File.ReadAllText(Results.PathOf(found["a.txt"])));
        Assert.Equal("", File.ReadAllText(Results.PathOf(found["empty.txt"])));
    }

    void IPipelineLog.Report(Diagnostic diagnostic) => Assert.Fail(diagnostic.Text);

    void IPipelineLog.Progress(string text)
    {
    }

    void IPipelineLog.Status(string text)
    {
    }

    void IPipelineLog.Conclude(string text)
    {
    }

    void IPipelineLog.Detail(string code, string text)
    {
    }

    protected override IArtifactStore Open()
    {
        var folders = new CacheFolders(Folder["cache"]);
        return new TieredArtifactStore(
            new LocalArtifactStore(folders, StatCache.Open(Folder["hashes.json"]), static _ => { }),
            new RemoteArtifactStore(session, static _ => [], this, TestContext.Current.CancellationToken),
            folders);
    }
}
