using System.Globalization;
using FlowerModel.Networks;
using FlowerModel.Networks.Layers;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Settings;

/// <summary>
/// Checks settings against the available networks: whether the network exists, and whether it has the layers and weights that they name.
/// </summary>
internal static class NetworkSettings
{
    /// <summary>Returns the network that <c>BaseModel</c> names.</summary>
    /// <param name="reader">The metadata; a network that does not exist is reported there.</param>
    /// <returns>The network; null if the name is invalid.</returns>
    public static NetworkDescription? Read(ItemMetadata reader)
    {
        const string Metadatum = nameof(ModelSettings.BaseModel);
        var name = reader.Text(Metadatum, NetworkCatalog.Default.Name);
        if (NetworkCatalog.Find(name) is { } network) return network;
        var names = NetworkCatalog.All.Select(candidate => candidate.Name).ToArray();
        reader.Invalid(Metadatum, name, string.Join(", ", names) + DidYouMean(Nearest.Of(name, names)));
        return null;
    }

    /// <summary>Reports layers and weights that the network does not have.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="network">Their network.</param>
    /// <param name="reader">The metadata that they were read from.</param>
    /// <param name="projectFile">The project, used as the location of messages; can be null.</param>
    public static void Check(ModelSettings settings, NetworkDescription network, ItemMetadata reader, string? projectFile)
    {
        if (network.FindLayer(settings.FineTuneFrom) is null)
            reader.Invalid(nameof(ModelSettings.FineTuneFrom), settings.FineTuneFrom, Layers(network, settings.FineTuneFrom));
        if ((EmbeddedBase.Problem(settings) ?? OfficialWeights.Problem(settings)) is { } problem)
            reader.Diagnostics.Add(Diagnostic.Error(Codes.NoOfficialWeights, problem, projectFile));
    }

    private static string Layers(NetworkDescription network, string wrong)
    {
        var example = network.FindLayer(network.FineTuneFrom)!.Name;
        var expected = FormattableString.Invariant(
            $"the index of a layer of {network.Name}, 0 to {network.Layers.Count - 1}, or its name in Keras, for example '{example}'");
        if (int.TryParse(wrong, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)) return expected;
        var names = network.Layers.Where(layer => layer is not InputLayer).Select(layer => layer.Name).Concat(network.Blocks.Select(block => block.Name));
        return expected + DidYouMean(Nearest.Of(wrong, names.Distinct()));
    }

    private static string DidYouMean(string? nearest) => nearest is null ? "" : $"; did you mean '{nearest}'?";
}
