using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Running;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Stages;
using FlowerModel.Pipeline.Store;
using FlowerModel.Pipeline.Text;
using FlowerModel.Pipeline.Trainer;

namespace FlowerModel.Pipeline.Sources;

/// <summary>
/// Finds the weights that <c>BaseWeights</c> names. Their hash is all that keys need; weights from the network are fetched only when their
/// hash is not pinned yet, or when a stage that reads them really runs.
/// </summary>
internal sealed class BaseWeightsResolver(ModelSettings settings, PipelineContext context, WeightsDownload download, StatCache hashes)
{
    /// <summary>The weights.</summary>
    /// <exception cref="PipelineException">The file does not exist, or cannot be fetched.</exception>
    public BaseWeights Resolve()
    {
        if (settings.FromScratch) return new RandomBaseWeights(settings.Seed);
        if (EmbeddedBase.IsChosenBy(settings, context.ProjectFile)) return new FileBaseWeights(EmbeddedBase.Sha256, static () => TrainerRequest.EmbeddedBaseWeights);
        if (WebUrl.IsUrl(settings.BaseWeights)) return FromUrl(settings.BaseWeights);
        if (!string.Equals(settings.BaseWeights, OfficialWeights.Name, StringComparison.OrdinalIgnoreCase)) return FromFile();
        var folder = context.OfficialWeightsUrl ?? OfficialWeights.DefaultUrl;
        return FromUrl(folder.TrimEnd('/') + "/" + OfficialWeights.FileName(settings, context.ProjectFile));
    }

    private FileBaseWeights FromUrl(string url)
    {
        var sha256 = download.Pin(url);
        return new FileBaseWeights(sha256, () => download.PathOf(url, sha256));
    }

    private FileBaseWeights FromFile()
    {
        var path = Path.GetFullPath(Path.Combine(context.ProjectDirectory, settings.BaseWeights));
        if (File.Exists(path)) return new FileBaseWeights(hashes.Hash("weights " + path, path).Sha256, () => path);
        throw new PipelineException(
            Codes.WeightsNotFound,
            $"The base weights of FlowerModel '{settings.Name}' do not exist. BaseWeights=\"{settings.BaseWeights}\" is relative to the project and names "
            + "a Keras .h5 file; 'imagenet' takes the official one, 'embedded' the one that comes with the trainer (Alpha 0.35), 'none' trains from scratch.",
            path);
    }
}
