using FlowerModel.Networks;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Settings;

/// <summary>The bases that come with the trainer, trained by this project itself: they need neither network nor license. See docs/base.md.</summary>
public static class EmbeddedBase
{
    /// <summary>The value of <c>BaseWeights</c> that names them.</summary>
    public const string Name = "embedded";

    /// <summary>True where an item that names no weights gets such a base.</summary>
    /// <param name="network">The network of the item.</param>
    /// <param name="alpha">Its width.</param>
    /// <param name="imageSize">Side of its images in pixels.</param>
    public static bool IsDefaultFor(NetworkDescription network, double alpha, int imageSize) =>
        network.EmbeddedWeights.Any(weights => weights.Alpha == alpha && weights.ImageSize == imageSize);

    /// <summary>The base that the settings take; null where they take weights from elsewhere.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="projectFile">The project, to locate the message; may be null.</param>
    /// <exception cref="PipelineException">They ask for a base that does not exist in this width.</exception>
    public static EmbeddedWeights? ChosenBy(ModelSettings settings, string? projectFile)
    {
        if (Problem(settings) is { } problem) throw new PipelineException(Codes.NoOfficialWeights, problem, projectFile);
        return IsNamedBy(settings) ? OfWidth(settings) : null;
    }

    /// <summary>What to tell the user where settings ask for an embedded base that does not exist; null where all is well.</summary>
    /// <param name="settings">The settings.</param>
    public static string? Problem(ModelSettings settings)
    {
        if (!IsNamedBy(settings) || OfWidth(settings) is not null) return null;
        var network = settings.Network;
        var alphas = network.EmbeddedWeights.Select(weights => "Alpha=" + CanonicalJson.Format(weights.Alpha)).ToArray();
        return alphas.Length == 0
            ? $"There is no embedded base of {network.Name}, which FlowerModel '{settings.Name}' asks for. Use BaseWeights=\"{OfficialWeights.Name}\"."
            : $"The embedded base of FlowerModel '{settings.Name}' exists for {string.Join(" and ", alphas)} only, "
                + $"not for Alpha={CanonicalJson.Format(settings.Alpha)}. Use that width, or BaseWeights=\"{OfficialWeights.Name}\".";
    }

    private static bool IsNamedBy(ModelSettings settings) => string.Equals(settings.BaseWeights, Name, StringComparison.OrdinalIgnoreCase);

    private static EmbeddedWeights? OfWidth(ModelSettings settings) =>
        settings.Network.EmbeddedWeights.FirstOrDefault(weights => weights.Alpha == settings.Alpha);
}
