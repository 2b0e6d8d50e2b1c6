using FlowerModel.Networks;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Settings;

/// <summary>
/// The bases that ship with the trainer. They were trained by this project, so they need neither a download nor a license. See docs/base.md.
/// </summary>
public static class EmbeddedBase
{
    /// <summary>The value of <c>BaseWeights</c> that selects them.</summary>
    public const string Name = "embedded";

    /// <summary>Returns true if an item without <c>BaseWeights</c> uses such a base.</summary>
    /// <param name="network">The network of the item.</param>
    /// <param name="alpha">Its width.</param>
    /// <param name="imageSize">Side of its images in pixels.</param>
    public static bool IsDefaultFor(NetworkDescription network, double alpha, int imageSize) =>
        network.EmbeddedWeights.Any(weights => weights.Alpha == alpha && weights.ImageSize == imageSize);

    /// <summary>Returns the embedded base that the settings select; null if they select other weights.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="projectFile">The project, used as the location of the message; can be null.</param>
    /// <exception cref="PipelineException">They select a base that does not exist at this width.</exception>
    public static EmbeddedWeights? ChosenBy(ModelSettings settings, string? projectFile)
    {
        if (Problem(settings) is { } problem) throw new PipelineException(Codes.NoOfficialWeights, problem, projectFile);
        return IsNamedBy(settings) ? OfWidth(settings) : null;
    }

    /// <summary>Returns the error message if the settings select an embedded base that does not exist; otherwise null.</summary>
    /// <param name="settings">The settings.</param>
    public static string? Problem(ModelSettings settings)
    {
        if (!IsNamedBy(settings) || OfWidth(settings) is not null) return null;
        var network = settings.Network;
        var alphas = network.EmbeddedWeights.Select(weights => "Alpha=" + CanonicalJson.Format(weights.Alpha)).ToArray();
        return alphas.Length == 0
            ? $"FlowerModel '{settings.Name}' selects the embedded base of {network.Name}, which does not exist. "
                + (network.OfficialWeights is null ? "Name a Keras file in BaseWeights." : $"Use BaseWeights=\"{OfficialWeights.Name}\".")
            : $"The embedded base of FlowerModel '{settings.Name}' exists only for {string.Join(" and ", alphas)}, "
                + $"not for Alpha={CanonicalJson.Format(settings.Alpha)}. Use that width, or BaseWeights=\"{OfficialWeights.Name}\".";
    }

    private static bool IsNamedBy(ModelSettings settings) => string.Equals(settings.BaseWeights, Name, StringComparison.OrdinalIgnoreCase);

    private static EmbeddedWeights? OfWidth(ModelSettings settings) =>
        settings.Network.EmbeddedWeights.FirstOrDefault(weights => weights.Alpha == settings.Alpha);
}
