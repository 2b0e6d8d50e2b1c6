using FlowerModel.Networks;
using FlowerModel.Networks.Layers;

namespace FlowerModel.Conversion.Keras;

/// <summary>
/// Gives the layers of a base the names that the networks' descriptions use. Keras pairs weights with layers by order; where the names of a file are
/// not those of a network (another version of Keras, renamed layers, groups that are only numbered), the same is done per kind of layer.
/// </summary>
/// <param name="Weights">The weights, with the network's names where a network was found.</param>
/// <param name="Names">The network's name of each layer of the base, by its name in the file; empty if no network was found.</param>
internal sealed record LayerPairing(KerasWeights Weights, IReadOnlyDictionary<string, string> Names)
{
    /// <summary>Pairs weights by name, or else in order.</summary>
    /// <param name="weights">The weights, layers in order.</param>
    internal static LayerPairing Of(KerasWeights weights)
    {
        foreach (var network in NetworkCatalog.All)
        {
            var names = Weighted(network.Layers).Select(layer => layer.Name).Where(name => weights.Find(name) is not null).ToDictionary(name => name);
            if (network.Layers.OfType<ConvolutionLayer>().All(layer => names.ContainsKey(layer.Name)) && ForeignLayers.FirstIn(weights, network) is null)
                return Renamed(weights, network, names);
        }

        // The network of a package is not Keras': layers of the same shapes would compute something else.
        foreach (var network in NetworkCatalog.All.Where(network => network.OfficialWeights?.Package is null))
        {
            if (InOrder(weights, network) is { } pairing) return pairing;
        }

        return new LayerPairing(weights, new Dictionary<string, string>());
    }

    private static LayerPairing? InOrder(KerasWeights weights, NetworkDescription network)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var kinds = weights.Layers.ToLookup(KindOf);
        foreach (var kind in Weighted(network.Layers).GroupBy(KindOf))
        {
            var (wanted, found) = (kind.ToList(), kinds[kind.Key].ToList());
            if (found.Count < wanted.Count) return null;
            for (var i = 0; i < wanted.Count; i++) names.Add(found[i].Name, wanted[i].Name);
        }

        try
        {
            var pairing = Renamed(weights, network, names);
            var sized = network.At(NetworkInference.AlphaOf(network, pairing.Weights), network.MinImageSize);
            foreach (var layer in sized.Layers)
            {
                foreach (var shape in sized.WeightsOf(layer)) pairing.Weights.Require(layer.Name, shape.Name, [.. shape.Shape]);
            }

            return pairing;
        }
        catch (KerasWeightsException)
        {
            return null;
        }
    }

    private static LayerPairing Renamed(KerasWeights weights, NetworkDescription network, Dictionary<string, string> names)
    {
        var depthwise = network.Layers.OfType<DepthwiseConvolutionLayer>().Select(layer => layer.Name).ToHashSet(StringComparer.Ordinal);
        var isUnchanged = names.All(pair => pair.Key == pair.Value) && depthwise.All(name => weights.Find(name)?.Find("kernel") is null);
        return new LayerPairing(isUnchanged ? weights : new KerasWeights(weights.Layers.Select(Rename), weights.Source), names);

        KerasLayer Rename(KerasLayer layer)
        {
            if (!names.TryGetValue(layer.Name, out var name)) return layer;
            // Keras 3 calls the kernel of every convolution 'kernel'.
            return new KerasLayer(
                name,
                depthwise.Contains(name)
                    ? [.. layer.Tensors.Select(tensor => tensor.Name == "kernel" ? tensor with { Name = "depthwise_kernel" } : tensor)]
                    : layer.Tensors);
        }
    }

    private static IEnumerable<Layer> Weighted(IEnumerable<Layer> layers) =>
        layers.Where(layer => layer is ConvolutionLayer or DepthwiseConvolutionLayer or BatchNormalizationLayer);

    private static Kind KindOf(Layer layer) => layer switch
    {
        ConvolutionLayer => Kind.Convolution,
        DepthwiseConvolutionLayer => Kind.Depthwise,
        _ => Kind.Norm,
    };

    private static Kind KindOf(KerasLayer layer) => layer switch
    {
        _ when layer.Find("depthwise_kernel") is not null => Kind.Depthwise,
        _ when layer.Find("kernel")?.Shape is [_, _, > 1, 1] => Kind.Depthwise,
        _ when layer.Find("kernel")?.Shape is [_, _, _, _] => Kind.Convolution,
        _ when layer.Find("gamma") is not null && layer.Find("moving_mean") is not null => Kind.Norm,
        _ => Kind.Other,
    };

    private enum Kind
    {
        Other,
        Convolution,
        Depthwise,
        Norm,
    }
}
