using FlowerModel.Networks;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Running;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Store;
using FlowerModel.Pipeline.Text;
using FlowerModel.Pipeline.Trainer;

namespace FlowerModel.Pipeline.Sources;

/// <summary>
/// Finds the weights that <c>BaseWeights</c> names. Keys need only their hash, so weights are downloaded only if their hash is not pinned yet or
/// if a stage that reads them has to run.
/// </summary>
internal sealed class BaseWeightsResolver(ModelSettings settings, PipelineContext context, WeightsDownload download, StatCache hashes)
{
    /// <summary>Returns the weights.</summary>
    /// <exception cref="PipelineException">The file does not exist, or cannot be downloaded.</exception>
    public BaseWeights Resolve()
    {
        if (settings.FromScratch) return new RandomBaseWeights(settings.Seed);
        if (EmbeddedBase.ChosenBy(settings, context.ProjectFile) is { } embedded)
            return new FileBaseWeights(embedded.Sha256, static () => EmbeddedBase.Name);
        if (WebUrl.IsUrl(settings.BaseWeights)) return FromUrl(settings.BaseWeights);
        if (!OfficialWeights.AreChosenBy(settings)) return FromFile();
        var published = OfficialWeights.Of(settings, context.ProjectFile);
        if (published.Package is { } package) return FromPackage(package);
        var folder = context.OfficialWeightsUrl ?? published.Url;
        return FromUrl(folder.TrimEnd('/') + "/" + OfficialWeights.FileName(settings, context.ProjectFile));
    }

    private FileBaseWeights FromPackage(WeightsPackage package) =>
        new(package.NetworkSha256, () => context.WeightsPackages?.Invoke(package) ?? throw new PipelineException(
            Codes.WeightsNotRestored, $"The package {package.Id} {package.Version} with the base weights cannot be used here.", context.ProjectFile));

    private FileBaseWeights FromUrl(string url)
    {
        var sha256 = download.Pin(url);
        return new FileBaseWeights(sha256, () => download.PathOf(url, sha256));
    }

    private FileBaseWeights FromFile()
    {
        var path = Path.GetFullPath(Path.Combine(context.ProjectDirectory, settings.BaseWeights));
        if (File.Exists(path)) return new FileBaseWeights(hashes.Hash(path).Sha256, () => path);
        throw new PipelineException(
            Codes.WeightsNotFound,
            $"The base weights of FlowerModel '{settings.Name}' do not exist. BaseWeights=\"{settings.BaseWeights}\" is relative to the project and names "
            + "a Keras file (.h5, .weights.h5 or .keras); 'imagenet' selects the official weights, 'embedded' the weights that ship with the trainer, "
            + "and 'none' trains from scratch.",
            path);
    }
}
