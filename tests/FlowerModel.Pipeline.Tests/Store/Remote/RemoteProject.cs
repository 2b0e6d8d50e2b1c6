using FlowerModel.Pipeline.Stages;
using FlowerModel.Pipeline.Store;
using FlowerModel.Pipeline.Store.Remote;
using FlowerModel.Pipeline.Tests.Stages;

namespace FlowerModel.Pipeline.Tests.Store.Remote;

/// <summary>A project on a machine of its own: another folder, an empty local cache and a remote cache. Each build has its own session.</summary>
internal sealed class RemoteProject : IDisposable
{
    private readonly string url;
    private readonly bool write;
    private readonly string? token;
    private readonly TimeSpan? budget;

    public RemoteProject(string url, bool write = false, string? token = null, TimeSpan? budget = null)
    {
        (this.url, this.write, this.token, this.budget) = (url, write, token, budget);
    }

    public FakeTrainerProject Project { get; } = new();

    /// <summary>The summary of the last build.</summary>
    public string? Summary { get; private set; }

    /// <summary>The codes of the warnings so far.</summary>
    public string[] Warnings => [.. Project.Reported.Select(diagnostic => diagnostic.Code)];

    /// <summary>Copies the local cache of another machine, except for the results of the given stages.</summary>
    public void CopyCache(RemoteProject from, params string[] except)
    {
        var records = except.Select(stage => StageRecord.TryRead(from.Project["obj", stage + ".json"])!).ToArray();
        string[] left = [.. records.Select(record => record.Key + ".json"), .. records.SelectMany(record => record.Outputs.Select(output => output.Sha256))];
        foreach (var file in from.Project.CacheFiles(".").Where(file => !left.Contains(Path.GetFileName(file))))
        {
            var copy = Path.Combine(Project[Project.Cache], Path.GetRelativePath(from.Project[from.Project.Cache], file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    /// <summary>Builds.</summary>
    /// <returns>The verbs for which the trainer was started.</returns>
    public string Build()
    {
        using var session = new RemoteCacheSession(RemoteCacheSettings.Parse(url, write, allowHttp: false, token, null)!, budget);
        Project.Store = (hashes, damaged) => new TieredArtifactStore(
            new LocalArtifactStore(Folders, hashes, damaged),
            new RemoteArtifactStore(session, stage => StageCatalog.Find(stage).Artifacts, Project, TestContext.Current.CancellationToken),
            Folders);
        var verbs = string.Join(' ', Project.Build());
        Summary = session.TakeSummary();
        return verbs;
    }

    public void Dispose() => Project.Dispose();

    private CacheFolders Folders => new(Project[Project.Cache]);
}
