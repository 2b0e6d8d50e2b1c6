using System.Globalization;
using FlowerModel.Networks;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Settings;

/// <summary>The ImageNet weights that Keras publishes for a network without top (keras.applications, weights="imagenet").</summary>
public static class OfficialWeights
{
    /// <summary>The value of <c>BaseWeights</c> that selects them.</summary>
    public const string Name = "imagenet";

    /// <summary>Returns true if the settings select them.</summary>
    /// <param name="settings">The settings.</param>
    public static bool AreChosenBy(ModelSettings settings) => string.Equals(settings.BaseWeights, Name, StringComparison.OrdinalIgnoreCase);

    /// <summary>Returns the weights that are published for the network of settings that select them.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="projectFile">The project, used as the location of the message; can be null.</param>
    /// <exception cref="PipelineException">No weights are published for this network, width and image size; the message lists those that are.</exception>
    public static PublishedWeights Of(ModelSettings settings, string? projectFile) => Problem(settings) is { } problem
        ? throw new PipelineException(Codes.NoOfficialWeights, problem, projectFile)
        : settings.Network.OfficialWeights!;

    /// <summary>Returns the file name of the weights for a network, width and image size.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="projectFile">The project, used as the location of the message; can be null.</param>
    /// <exception cref="PipelineException">No weights are published for this network, width and image size; the message lists those that are.</exception>
    public static string FileName(ModelSettings settings, string? projectFile) =>
        Of(settings, projectFile).FileName(settings.Alpha, settings.ImageSize);

    /// <summary>Returns the error message if the settings select official weights that do not exist; otherwise null.</summary>
    /// <param name="settings">The settings.</param>
    public static string? Problem(ModelSettings settings)
    {
        if (!AreChosenBy(settings)) return null;
        var network = settings.Network;
        if (network.OfficialWeights is not { } published)
        {
            return $"There are no official ImageNet weights of {network.Name} in Keras' layout. "
                + "Name a Keras .h5 or .keras file in BaseWeights, or train from scratch with BaseWeights=\"none\".";
        }

        if (published.Exist(settings.Alpha, settings.ImageSize)) return null;
        var sizes = published.Sizes.Select(sizes =>
            $"Alpha {OneOf(sizes.Alphas.Select(Format))} with ImageSize "
            + OneOf(sizes.ImageSizes.Select(size => size.ToString(CultureInfo.InvariantCulture))));
        return $"There are no official ImageNet weights of {network.Name} for Alpha={CanonicalJson.Format(settings.Alpha)} ImageSize={settings.ImageSize}. "
            + $"Use {string.Join("; ", sizes)}; name a Keras .h5 file in BaseWeights, or train from scratch with BaseWeights=\"none\".";
    }

    private static string Format(double alpha) => alpha.ToString("0.0#", CultureInfo.InvariantCulture);

    private static string OneOf(IEnumerable<string> values)
    {
        var list = values.ToList();
        return list.Count == 1 ? list[0] : string.Join(", ", list.Take(list.Count - 1)) + " or " + list[list.Count - 1];
    }
}
