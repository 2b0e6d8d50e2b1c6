using FlowerModel.Pipeline.Cache;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Text;
using FlowerModel.Pipeline.Trainer;

namespace FlowerModel.Pipeline.Stages;

/// <summary>
/// Finds the weights of the base. Their hash is all that keys need; weights from the network are fetched only when their hash is not
/// pinned yet, or when a stage that reads them really runs.
/// </summary>
internal sealed class BaseWeightsResolver(ModelSettings settings, PipelineContext context, ArtifactCache cache, StageRunner runner, StatCache hashes)
{
    /// <summary>SHA-256 of the weights file; null from scratch.</summary>
    /// <exception cref="PipelineException">The file does not exist, or cannot be fetched.</exception>
    public string? Sha256()
    {
        if (settings.FromScratch) return null;
        if (EmbeddedBase.ChosenBy(settings, context.ProjectFile) is { } embedded) return embedded.Sha256;
        if (Url() is not { } url) return hashes.Hash("weights " + LocalPath(), LocalPath()).Sha256;
        return new WeightsLock(context.ProjectDirectory).Find(url) ?? Fetch(url, expected: null);
    }

    /// <summary>
    /// Full path of the weights file, fetched where it is not there yet; <see cref="EmbeddedBase.Name"/> for the trainer's own; null from scratch.
    /// </summary>
    /// <param name="sha256">What <see cref="Sha256"/> gave.</param>
    public string? Path(string? sha256)
    {
        if (sha256 is null) return null;
        if (EmbeddedBase.ChosenBy(settings, context.ProjectFile) is not null) return EmbeddedBase.Name;
        if (Url() is not { } url) return LocalPath();
        if (!IsThere(sha256)) Fetch(url, sha256);
        return cache.BaseWeightsPath(sha256);
    }

    private bool IsThere(string sha256) => File.Exists(cache.BaseWeightsPath(sha256)) && Hashing.OfFile(cache.BaseWeightsPath(sha256)) == sha256;

    private string? Url()
    {
        if (DatasetResolver.IsUrl(settings.BaseWeights)) return settings.BaseWeights;
        if (!OfficialWeights.AreChosenBy(settings)) return null;
        return (context.OfficialWeightsUrl ?? settings.Network.OfficialWeights.Url).TrimEnd('/') + "/" + OfficialWeights.FileName(settings, context.ProjectFile);
    }

    private string LocalPath()
    {
        var path = System.IO.Path.GetFullPath(System.IO.Path.Combine(context.ProjectDirectory, settings.BaseWeights));
        if (File.Exists(path)) return path;
        throw new PipelineException(
            Codes.WeightsNotFound,
            $"The base weights of FlowerModel '{settings.Name}' do not exist. BaseWeights=\"{settings.BaseWeights}\" is relative to the project and names "
            + "a Keras .h5 file; 'imagenet' takes the official one, 'embedded' one that comes with the trainer, 'none' trains from scratch.",
            path);
    }

    private string Fetch(string url, string? expected)
    {
        if (context.Question) throw new PipelineException(Codes.StageRan, $"{settings.Name}: the base weights are not there yet.", context.ProjectFile);
        using var held = ProcessLock.Acquire(
            System.IO.Path.Combine(cache.BasesDirectory, Hashing.OfText(url) + ".lock"),
            holder => context.Log.Report(new Diagnostic(
                Severity.Message, Codes.WaitingForBuild, $"{settings.Name}: the base weights are being fetched by {holder}; waiting for it.")),
            context.Cancellation);
        var pins = new WeightsLock(context.ProjectDirectory);
        expected ??= pins.Find(url);
        if (expected is not null && IsThere(expected)) return expected;

        var request = runner.NewRequest() with { Source = url, SourceSha256 = expected };
        var sha256 = "";
        runner.RunVerb(TrainerVerbs.FetchWeights, request, output =>
        {
            var fetched = System.IO.Path.Combine(output, "weights.h5");
            sha256 = Hashing.OfFile(fetched);
            AtomicFile.Copy(fetched, cache.BaseWeightsPath(sha256));
        });
        if (pins.Find(url) is null)
        {
            pins.Pin(url, sha256);
            context.Log.Progress($"{settings.Name}: pinned the base weights in {pins.Path}; keep this file under version control.");
        }

        return sha256;
    }
}
