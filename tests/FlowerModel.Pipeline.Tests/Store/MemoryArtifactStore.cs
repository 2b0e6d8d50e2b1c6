using System.Collections.Concurrent;
using FlowerModel.Pipeline.Keys;
using FlowerModel.Pipeline.Store;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Tests.Store;

/// <summary>A store that keeps everything in memory and returns copies, as a store with blobs on another machine would.</summary>
internal sealed class MemoryArtifactStore(string copies) : IArtifactStore, IDisposable
{
    private readonly ConcurrentDictionary<string, string> records = new();
    private readonly ConcurrentDictionary<string, byte[]> blobs = new();
    private readonly ConcurrentDictionary<string, SemaphoreSlim> locks = new();

    public int Count => records.Count;

    public IEnumerable<StageRecord> Records(string stage) =>
        records.Values.Select(StageRecord.TryParse).OfType<StageRecord>().Where(record => record.Stage == stage);

    public StageRecord? FindRecord(StageKey key)
    {
        if (!records.TryGetValue(key.Hash, out var json)) return null;
        var file = Path.Combine(copies, key.Hash + ".json");
        AtomicFile.WriteText(file, json);
        return StageRecord.TryRead(file);
    }

    public void PutRecord(StageKey key, StageRecord record) => records[key.Hash] = record.ToJson();

    public string? FindBlob(Artifact artifact)
    {
        if (!blobs.TryGetValue(artifact.Sha256, out var bytes)) return null;
        var file = Path.Combine(copies, artifact.Sha256);
        AtomicFile.Write(file, stream => stream.Write(bytes));
        return file;
    }

    public void Discard(Artifact artifact) => blobs.TryRemove(artifact.Sha256, out _);

    public void PutBlob(Artifact artifact, string file) => blobs[artifact.Sha256] = File.ReadAllBytes(file);

    public IDisposable Lock(StageKey key, Action<string> waiting, CancellationToken cancellation)
    {
        var gate = locks.GetOrAdd(key.Hash, _ => new SemaphoreSlim(1));
        if (!gate.Wait(0, cancellation))
        {
            waiting("another thread");
            gate.Wait(cancellation);
        }

        return new Held(gate);
    }

    public void Dispose()
    {
        foreach (var gate in locks.Values) gate.Dispose();
    }

    private sealed class Held(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
