using System.Text.RegularExpressions;
using FlowerModel.Networks;

namespace FlowerModel.Conversion.Keras;

/// <summary>
/// Finds layers that show that weights are those of another network, although they contain all layers of this one. EfficientNet-B0, for example, has
/// the layers of EfficientNet-Lite0 and, in each block, squeeze-and-excite; a deeper variant has all its blocks and further ones.
/// </summary>
internal static partial class ForeignLayers
{
    /// <summary>
    /// Returns the name of the first layer that is named like a layer in a block of a network but that the network does not have; null if there is none.
    /// The first and the last block do not count, because layers of a head have names like <c>top_dense</c> and <c>Conv_2</c>.
    /// </summary>
    /// <param name="weights">The weights, with the network's names for the layers that it has.</param>
    /// <param name="network">The network.</param>
    public static string? FirstIn(KerasWeights weights, NetworkDescription network)
    {
        var own = network.Layers.Select(layer => layer.Name).ToHashSet(StringComparer.Ordinal);
        string[] blocks = [.. network.Blocks.Skip(1).SkipLast(1).Select(block => Number().Replace(block.Name, AnyOther)).Distinct()];
        var isInBlock = new Regex($"^(?:{string.Join('|', blocks)})[_/]", RegexOptions.CultureInvariant);
        return weights.Layers.Select(layer => layer.Name).FirstOrDefault(name => !own.Contains(name) && isInBlock.IsMatch(name));
    }

    /// <summary>Throws if weights that may contain all layers of a network are those of another one.</summary>
    /// <param name="weights">The weights, with the network's names for the layers that it has.</param>
    /// <param name="network">The network.</param>
    /// <exception cref="KerasWeightsException">They contain a layer that the network does not have; the message names it.</exception>
    public static void Refuse(KerasWeights weights, NetworkDescription network)
    {
        if (FirstIn(weights, network) is { } foreign)
        {
            throw new KerasWeightsException(
                weights.Source, $"layer {foreign} does not belong to a block of {network.Name}; these are the weights of another network");
        }
    }

    /// <summary>A pattern for the numbers of all blocks: 2 also stands for 11, and 2a for 3c.</summary>
    private static string AnyOther(Match number) => number.Groups["letter"].Success ? "[0-9]+[a-z]" : "[0-9]+";

    [GeneratedRegex("[0-9]+(?<letter>[a-z])?", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
