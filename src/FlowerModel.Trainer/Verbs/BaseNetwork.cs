using FlowerModel.Conversion.Keras;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Stages;
using FlowerModel.Pipeline.Text;
using FlowerModel.Pipeline.Trainer;
using FlowerModel.Trainer.Network;

namespace FlowerModel.Trainer.Verbs;

/// <summary>The base that a request names: its shape, its weights and its name in the feature store.</summary>
internal static class BaseNetwork
{
    public static MobileNetV2Options OptionsOf(BaseSettings settings) => new() { Alpha = settings.Alpha, ImageSize = settings.ImageSize };

    /// <summary>Names everything that kept activations depend on besides image, view and tap; usable as a folder name.</summary>
    public static string IdOf(BaseSettings settings) => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{settings.Model}_{settings.Alpha}_{settings.ImageSize}_{settings.Weights.Replace(':', '-')}");

    /// <summary>The base with its weights: from the file, or random from the seed.</summary>
    /// <exception cref="KerasWeightsException">The file is not the weights of this base.</exception>
    public static MobileNetV2 Load(TrainerRequest request, BaseSettings settings) => settings.IsRandom
        ? MobileNetV2.Create(OptionsOf(settings), (ulong)settings.RandomSeed)
        : MobileNetV2.Load(OptionsOf(settings), KerasWeightsFile.Read(PathOf(request.BaseWeights!, settings)));

    /// <summary>Full path of the base that comes with this program.</summary>
    public static string EmbeddedPath { get; } = Path.Combine(AppContext.BaseDirectory, EmbeddedBase.RelativePath);

    private static string PathOf(string weights, BaseSettings settings)
    {
        if (weights != TrainerRequest.EmbeddedBaseWeights) return weights;
        // The build's tasks and the trainer come in two packages; a pair that does not belong together must not fill the cache.
        if (!File.Exists(EmbeddedPath) || Hashing.OfFile(EmbeddedPath) != settings.Weights)
            throw new KerasWeightsException(EmbeddedPath, "this is not the embedded base that the build expects; use packages of one version");
        return EmbeddedPath;
    }
}
