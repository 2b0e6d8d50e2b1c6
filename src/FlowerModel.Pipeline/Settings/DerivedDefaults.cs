using FlowerModel.Networks;

namespace FlowerModel.Pipeline.Settings;

/// <summary>Defaults that depend on other settings. All other defaults are those of <see cref="ModelSettings"/>.</summary>
internal static class DerivedDefaults
{
    /// <summary><c>embedded</c> where a base of that width and image size comes with the trainer, else <c>imagenet</c>.</summary>
    public static string BaseWeights(NetworkDescription network, double alpha, int imageSize) =>
        EmbeddedBase.IsDefaultFor(network, alpha, imageSize) ? EmbeddedBase.Name : OfficialWeights.Name;
}
