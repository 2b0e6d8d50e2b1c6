using FlowerModel.Networks;
using FlowerModel.Networks.Layers;

namespace FlowerModel.Conversion.Keras.Configuration;

/// <summary>The layers of a model, divided at its base.</summary>
/// <param name="Before">The layers before the base.</param>
/// <param name="Base">The base's layers; empty if the configuration does not list them.</param>
/// <param name="After">The layers after the base.</param>
internal sealed record ModelParts(IReadOnlyList<PlacedLayer> Before, IReadOnlyList<PlacedLayer> Base, IReadOnlyList<PlacedLayer> After)
{
    // hard-swish as the layers of Keras 2: x + 3, relu6, / 6, times x.
    private const int LongestActivation = 5;

    /// <summary>True if the configuration lists the base's layers.</summary>
    public bool ListsBase => Base.Count > 0;

    /// <summary>Divides a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="network">The base.</param>
    /// <param name="names">The network's name of each layer with weights, by its name in the file.</param>
    /// <exception cref="KerasWeightsException">The base does not end as the network does, or the other layers are not a chain.</exception>
    public static ModelParts Of(ModelConfiguration model, NetworkDescription network, IReadOnlyDictionary<string, string> names)
    {
        var layers = model.Layers.ToList();
        var (first, last) = (layers.FindIndex(layer => names.ContainsKey(layer.Name)), layers.FindLastIndex(layer => names.ContainsKey(layer.Name)));
        ModelParts parts;
        if (first >= 0)
        {
            if (first > 0 && layers[first - 1].ClassName == "ZeroPadding2D") first--;
            last += ActivationLength(model, layers[(last + 1)..], network.Layers[^1]);
            parts = new ModelParts(layers[..first], layers[first..(last + 1)], layers[(last + 1)..]);
        }
        else if (layers.FindIndex(layer => layer.IsModel) is >= 0 and var place)
        {
            parts = new ModelParts(layers[..place], [], layers[(place + 1)..]);
        }
        else
        {
            var head = layers.FindIndex(layer => layer.ClassName is "Dense" or "Conv2D" || layer.ClassName.StartsWith("Global", StringComparison.Ordinal));
            parts = head < 0 ? new ModelParts(layers, [], []) : new ModelParts(layers[..head], [], layers[head..]);
        }

        ChainCheck.Require(model, parts);
        return parts;
    }

    /// <summary>Number of layers after the base's last weights that are its last activation function.</summary>
    private static int ActivationLength(ModelConfiguration model, List<PlacedLayer> rest, Layer last)
    {
        if (last is not ActivationLayer { Activation: var function }) return 0;
        var next = rest.Count > 0 ? rest[0].Layer : null;
        if (function == ActivationFunction.HardSwish)
        {
            if (next is not null && KerasActivations.IsHardSwish(next)) return 1;
            var product = rest.FindIndex(layer => layer.ClassName == "Multiply");
            if (product is >= 0 and < LongestActivation) return product + 1;
        }
        else if (next?.ClassName is "ReLU" or "Activation" && BaseCheck.Is(KerasActivations.Of(next), function))
        {
            return 1;
        }

        throw new KerasWeightsException(
            model.Source,
            $"the base does not end with its activation {last.Name} ({function}){(next is null ? "" : $", but with layer {next.Description}")}; "
            + "only whole bases are supported");
    }
}
