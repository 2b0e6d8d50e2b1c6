using FlowerModel.Networks;
using FlowerModel.Networks.Layers;

namespace FlowerModel.Conversion.Keras;

/// <summary>Finds the network and the width that weights belong to, from the names and shapes of their layers.</summary>
public static class NetworkInference
{
    /// <summary>The network whose layers the weights have; they may have more, such as a head.</summary>
    /// <param name="weights">The weights.</param>
    /// <exception cref="KerasWeightsException">They lack layers of every network.</exception>
    public static NetworkDescription NetworkOf(KerasWeights weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        var nearest = NetworkCatalog.All
            .Select(network => (Network: network, Missing: Convolutions(network.Layers).Where(layer => weights.Find(layer.Name) is null).ToArray()))
            .MinBy(candidate => (double)candidate.Missing.Length / candidate.Network.Layers.Count);
        if (nearest.Missing is [var missing, ..])
        {
            throw new KerasWeightsException(
                weights.Source,
                $"layer {missing.Name} is missing; these are not the weights of a {string.Join(" or a ", NetworkCatalog.All.Select(network => network.Name))} "
                + "as Keras names its layers");
        }

        return nearest.Network;
    }

    /// <summary>
    /// A width whose channel counts are those of the weights. Widths that differ little round to the same channels and give the same
    /// network; the official one is taken where it is among them, then the least one of two decimals.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="weights">Its weights.</param>
    /// <exception cref="KerasWeightsException">They are those of no width that the network has.</exception>
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
                $"the channels of its blocks ({string.Join(", ", channels.Select(layer => ChannelsOf(weights, layer)))}) belong to a {network.Name} of no width ")
            + FormattableString.Invariant($"from {network.MinAlpha} to {network.MaxAlpha}"));
    }

    private static IEnumerable<double> Candidates(NetworkDescription network)
    {
        var (first, last) = ((int)Math.Round(network.MinAlpha * 100), (int)Math.Round(network.MaxAlpha * 100));
        return network.OfficialWeights.Sizes.SelectMany(sizes => sizes.Alphas)
            .Concat(Enumerable.Range(first, last - first + 1).Select(hundredth => hundredth / 100.0));
    }

    private static IEnumerable<ConvolutionLayer> Convolutions(IEnumerable<Layer> layers) => layers.OfType<ConvolutionLayer>();

    /// <summary>Channels that a convolution gives; 0 where the weights have no kernel of it.</summary>
    private static int ChannelsOf(KerasWeights weights, string layer) =>
        weights.Find(layer)?.Find("kernel")?.Shape is [_, _, _, var outputs] ? outputs : 0;
}
