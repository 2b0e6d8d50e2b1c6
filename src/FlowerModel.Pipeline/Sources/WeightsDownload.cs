using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Running;
using FlowerModel.Pipeline.Store;
using FlowerModel.Pipeline.Text;
using FlowerModel.Pipeline.Trainer;

namespace FlowerModel.Pipeline.Sources;

/// <summary>Downloads base weights through the trainer, once per hash, and pins the hash of each URL in the project's lock file.</summary>
internal sealed class WeightsDownload(string model, PipelineContext context, TrainerRunner trainer)
{
    /// <summary>Returns the pinned hash of a URL; if there is none, downloads the weights and pins their hash.</summary>
    /// <exception cref="PipelineException">They cannot be downloaded.</exception>
    public string Pin(string url) => new WeightsLock(context.ProjectDirectory).Find(url) ?? Fetch(url, expected: null);

    /// <summary>Returns the full path of weights with a pinned hash; downloads them if they do not exist.</summary>
    /// <exception cref="PipelineException">They cannot be downloaded, or the URL now has other weights.</exception>
    public string PathOf(string url, string sha256)
    {
        if (Find(sha256) is { } path)
        {
            LastUse.Touch(path);
            return path;
        }

        Fetch(url, sha256);
        return context.Folders.BaseWeightsPath(sha256);
    }

    private string? Find(string sha256)
    {
        CacheFolders?[] folders = [context.Folders, context.Folders.Shared];
        return folders.OfType<CacheFolders>().Select(cache => cache.BaseWeightsPath(sha256))
            .FirstOrDefault(path => File.Exists(path) && Hashing.OfFile(path) == sha256);
    }

    private string Fetch(string url, string? expected)
    {
        if (context.Policy == RunPolicy.Question)
            throw new PipelineException(Codes.NotUpToDate, $"{model}: the base weights have not been downloaded yet.", context.ProjectFile);
        if (context.Policy == RunPolicy.CacheOnly)
        {
            throw new PipelineException(
                Codes.NotInCache,
                $"{model}: the hash of the base weights is unknown, and FlowerModelMode=CacheOnly does not download them. "
                + "Keep flowermodel.lock.json, which FlowerModelMode=Auto writes, under version control.",
                context.ProjectFile);
        }

        using var held = ProcessLock.Acquire(
            Path.Combine(context.Folders.Bases, Hashing.OfText(url) + ".lock"),
            holder => context.Log.Report(new Diagnostic(
                Severity.Message, Codes.WaitingForBuild, $"{model}: the base weights are being downloaded by {holder}; waiting for it.")),
            context.Cancellation,
            context.ProjectFile ?? "");
        var pins = new WeightsLock(context.ProjectDirectory);
        expected ??= pins.Find(url);
        if (expected is not null && Find(expected) is not null) return expected;

        var sha256 = trainer.Run(TrainerVerbs.FetchWeights, model, request => request with { Source = url, SourceSha256 = expected }, Keep);
        if (pins.Find(url) is null)
        {
            pins.Pin(url, sha256);
            context.Log.Progress($"{model}: pinned the base weights in {pins.Path}; keep this file under version control.");
        }

        return sha256;
    }

    private string Keep(TrainerWork work)
    {
        var fetched = Path.Combine(work.Folder, TrainerVerbs.WeightsFile);
        var sha256 = Hashing.OfFile(fetched);
        AtomicFile.Copy(fetched, context.Folders.BaseWeightsPath(sha256));
        return sha256;
    }
}
