using FlowerModel.Networks;
using FlowerModel.Networks.Layers;

namespace FlowerModel.Conversion.Keras;

/// <summary>Finds the network and the width that weights belong to, from the names and shapes of their layers.</summary>
public static class NetworkInference
{
    /// <summary>Returns the network whose layers the weights contain; they may contain more, such as a head, but no other layers inside the network.</summary>
    /// <param name="weights">The weights.</param>
    /// <exception cref="KerasWeightsException">No network has all its layers in the weights, or there are more of them than it has.</exception>
    public static NetworkDescription NetworkOf(KerasWeights weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        var nearest = NetworkCatalog.All
            .Select(network => (Network: network, Missing: Convolutions(network.Layers).Where(layer => weights.Find(layer.Name) is null).ToArray()))
            .MinBy(candidate => (
                (double)candidate.Missing.Length / candidate.Network.Layers.Count,
                candidate.Missing.Length == 0 && ForeignLayers.FirstIn(weights, candidate.Network) is not null));
        if (nearest.Missing is [var missing, ..])
        {
            throw new KerasWeightsException(
                weights.Source,
                $"layer {missing.Name} is missing; these are not the weights of a known network with Keras' layer names "
                + $"({string.Join(", ", NetworkCatalog.All.Select(network => network.Name))}), but of the layers {Describe(weights.Layers)}");
        }

        ForeignLayers.Refuse(weights, nearest.Network);
        return nearest.Network;
    }

    /// <summary>
    /// Returns a width whose channel counts match the weights. Widths that differ little round to the same channels and give the same
    /// network; an official width takes precedence, then the smallest one with two decimals.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="weights">The network's weights.</param>
    /// <exception cref="KerasWeightsException">The weights match no width of the network.</exception>
    public static double AlphaOf(NetworkDescription network, KerasWeights weights)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(weights);
        foreach (var alpha in Candidates(network))
        {
            var layers = Convolutions(network.At(alpha, network.MinImageSize).Layers);
            if (layers.All(layer => ChannelsOf(weights, layer.Name) == layer.Channels)) return alpha;
        }

        var channels = network.Blocks.Select(block => Convolutions(network.Layers).Last(layer => layer.Block == block.Index).Name);
        throw new KerasWeightsException(
            weights.Source,
            FormattableString.Invariant(
                $"the channels of its blocks ({string.Join(", ", channels.Select(layer => ChannelsOf(weights, layer)))}) match no width of {network.Name} ")
            + FormattableString.Invariant($"from {network.MinAlpha} to {network.MaxAlpha}"));
    }

    private static IEnumerable<double> Candidates(NetworkDescription network)
    {
        var (first, last) = ((int)Math.Round(network.MinAlpha * 100), (int)Math.Round(network.MaxAlpha * 100));
        return (network.OfficialWeights?.Sizes ?? []).SelectMany(sizes => sizes.Alphas)
            .Concat(Enumerable.Range(first, last - first + 1).Select(hundredth => hundredth / 100.0));
    }

    private static string Describe(IReadOnlyList<KerasLayer> layers) => layers.Count == 0
        ? "(none)"
        : string.Join(", ", layers.Take(3).Select(layer => layer.Name)) + (layers.Count > 3 ? $", … {layers[^1].Name}" : "");

    private static IEnumerable<ConvolutionLayer> Convolutions(IEnumerable<Layer> layers) => layers.OfType<ConvolutionLayer>();

    /// <summary>Number of output channels of a convolution; 0 if the weights have no kernel for it.</summary>
    private static int ChannelsOf(KerasWeights weights, string layer) =>
        weights.Find(layer)?.Find("kernel")?.Shape is [_, _, _, var outputs] ? outputs : 0;
}
