using System.Globalization;
using PureHDF;

namespace FlowerModel.Conversion.Keras;

/// <summary>
/// Keras' HDF5 layout of weights since Keras 1: the attribute <c>layer_names</c> of the root lists the groups, and the attribute <c>weight_names</c>
/// of each group lists its datasets. A saved model has the same layout under <c>model_weights</c>, and a nested model lists all its weights in one
/// group.
/// </summary>
internal static class LegacyLayout
{
    private const int MaxLayers = 100_000;

    /// <summary>Reads all layers that have weights.</summary>
    /// <param name="root">Root of the file.</param>
    /// <param name="reader">Reads the datasets.</param>
    /// <param name="names">Finds layers in the names of weights.</param>
    /// <returns>The layers, and the names of the groups that list no weights; null if the file does not have this layout.</returns>
    /// <exception cref="KerasWeightsException">A weight cannot be read, or there are too many layers.</exception>
    public static LayoutContent? Read(IH5Group root, KerasTensorReader reader, KerasNames names)
    {
        var top = root.LinkExists("model_weights") ? root.Group("model_weights") : root;
        if (ReadStrings(top, "layer_names") is not { } groups) return null;
        var layers = new List<(string Name, List<KerasTensor> Tensors)>();
        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        var withoutWeights = new List<string>();
        foreach (var groupName in groups)
        {
            var group = top.Group(groupName);
            var weights = ReadStrings(group, "weight_names") ?? [];
            if (weights.Count == 0) withoutWeights.Add(groupName);
            foreach (var weightName in weights)
            {
                var (layer, weight) = names.Split(groupName, weightName);
                if (reader.Read(group.Dataset(weightName), layer, weight) is not { } tensor) continue;
                if (!index.TryGetValue(layer, out var at))
                {
                    index.Add(layer, at = layers.Count);
                    layers.Add((layer, []));
                    if (layers.Count > MaxLayers)
                        throw new KerasWeightsException(reader.Source, "the file has more layers than any supported network");
                }

                if (layers[at].Tensors.Any(other => other.Name == weight))
                    throw new KerasWeightsException(reader.Source, $"layer {layer} has two weights {weight}; give the model's layers different names");
                layers[at].Tensors.Add(tensor);
            }
        }

        return new LayoutContent([.. layers.Select(layer => new KerasLayer(layer.Name, layer.Tensors))], withoutWeights);
    }

    /// <summary>
    /// Reads an attribute of strings, which Keras splits into <c>name0, name1…</c> if it exceeds the size limit of an attribute; null if there is none.
    /// </summary>
    /// <param name="owner">The object with the attribute.</param>
    /// <param name="name">Name of the attribute.</param>
    public static List<string>? ReadStrings(IH5Object owner, string name)
    {
        if (owner.AttributeExists(name)) return ReadStrings(owner.Attribute(name));
        if (!owner.AttributeExists(name + "0")) return null;
        var all = new List<string>();
        for (var part = 0; owner.AttributeExists(name + part.ToString(CultureInfo.InvariantCulture)); part++)
            all.AddRange(ReadStrings(owner.Attribute(name + part.ToString(CultureInfo.InvariantCulture))));
        return all;
    }

    private static List<string> ReadStrings(IH5Attribute attribute) => attribute.Space.Type switch
    {
        H5DataspaceType.Null => [],
        H5DataspaceType.Scalar => [attribute.Read<string>()],
        _ when attribute.Space.Dimensions.Contains(0UL) => [],
        _ => [.. attribute.Read<string[]>()],
    };
}

/// <summary>The layers of a file.</summary>
/// <param name="Layers">The layers with weights.</param>
/// <param name="WithoutWeights">Names of the layers without weights.</param>
internal sealed record LayoutContent(IReadOnlyList<KerasLayer> Layers, IReadOnlyList<string> WithoutWeights);
