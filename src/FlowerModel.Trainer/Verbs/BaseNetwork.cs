using FlowerModel.Conversion.Keras;
using FlowerModel.Conversion.Keras.Files;
using FlowerModel.Networks;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Stages;
using FlowerModel.Pipeline.Text;
using FlowerModel.Pipeline.Trainer;
using FlowerModel.Trainer.Network;
using FlowerModel.Trainer.Onnx;

namespace FlowerModel.Trainer.Verbs;

/// <summary>The base of a request: its shape, its weights and its name in the feature store.</summary>
internal static class BaseNetwork
{
    public static SizedNetwork Of(BaseSettings settings) => NetworkCatalog.OfKey(settings.Model).At(settings.Alpha, settings.ImageSize);

    /// <summary>An ID for everything that stored activations depend on besides image, view and tap; usable as a folder name.</summary>
    public static string IdOf(BaseSettings settings) => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{NetworkCatalog.OfKey(settings.Model).Name}_{settings.Alpha}_{settings.ImageSize}_{settings.Weights.Replace(':', '-')}");

    /// <summary>Returns the weights of the base: from the file, or random from the seed.</summary>
    /// <exception cref="KerasWeightsException">The file is not the weights of this base.</exception>
    public static KerasWeights Load(TrainerRequest request, BaseSettings settings) => settings.IsRandom
        ? InitialWeights.OfBase(Of(settings), (ulong)settings.RandomSeed)
        : GraphWeights.OfBase(Of(settings), Read(PathOf(request.BaseWeights!, settings), settings));

    /// <summary>Returns the package that contains the weights of a base; null if they are not from a package.</summary>
    public static WeightsPackage? PackageOf(BaseSettings settings) =>
        NetworkCatalog.OfKey(settings.Model).OfficialWeights?.Package is { } package && package.NetworkSha256 == settings.Weights ? package : null;

    /// <summary>Full path of a base that ships with this program.</summary>
    public static string PathOf(EmbeddedWeights weights) => Path.Combine(AppContext.BaseDirectory, weights.RelativePath);

    private static KerasWeights Read(string path, BaseSettings settings) =>
        PackageOf(settings) is { } package ? OnnxWeights.Read(path, Of(settings), package) : KerasModelFile.Read(path).WeightsOf(Of(settings).Network);

    private static string PathOf(string weights, BaseSettings settings)
    {
        if (weights != EmbeddedBase.Name)
        {
            if (Hashing.OfFile(weights) == settings.Weights) return weights;
            throw new KerasWeightsException(weights, "the file was changed during the build or is damaged; build again");
        }

        // The build tasks and the trainer are separate packages; mismatched versions must not fill the cache.
        var paths = NetworkCatalog.OfKey(settings.Model).EmbeddedWeights.Where(embedded => embedded.Alpha == settings.Alpha).Select(PathOf).ToArray();
        return Array.Find(paths, path => File.Exists(path) && Hashing.OfFile(path) == settings.Weights)
            ?? throw new KerasWeightsException(
                paths.FirstOrDefault() ?? AppContext.BaseDirectory, "this is not the embedded base that the build expects; use packages of the same version");
    }
}
