using FlowerModel.Networks;

namespace FlowerModel.Conversion.Keras;

/// <summary>Names of weights in a file: the layer's name, a slash, the weight's name and the output index <c>:0</c>.</summary>
internal static class KerasNames
{
    // Layers whose names contain slashes, such as expanded_conv/depthwise.
    private static readonly HashSet<string> NamesWithSlashes =
        [.. NetworkCatalog.All.SelectMany(network => network.Layers).Select(layer => layer.Name).Where(name => name.Contains('/', StringComparison.Ordinal))];

    /// <summary>Returns the name of a weight as a file contains it.</summary>
    internal static string Join(KerasLayer layer, KerasTensor tensor) => $"{layer.Name}/{tensor.Name}:0";

    /// <summary>
    /// Returns the layer and the name of a weight. Keras may prefix scopes, so the layer is the group if the name starts with it, otherwise the
    /// longest end of the path that a known layer has, or the second-to-last part.
    /// </summary>
    /// <param name="group">The group that lists the weight: a layer, or a nested model.</param>
    /// <param name="name">The weight's name in the file.</param>
    internal static (string Layer, string Weight) Split(string group, string name)
    {
        var slash = name.LastIndexOf('/');
        var weight = name[(slash + 1)..];
        var colon = weight.IndexOf(':', StringComparison.Ordinal);
        return (slash < 0 ? group : LayerOf(group, name[..slash]), colon < 0 ? weight : weight[..colon]);
    }

    private static string LayerOf(string group, string path)
    {
        if (path == group) return group;
        for (var start = 0; start >= 0; start = path.IndexOf('/', start) is >= 0 and var next ? next + 1 : -1)
        {
            if (NamesWithSlashes.Contains(path[start..])) return path[start..];
        }

        return path[(path.LastIndexOf('/') + 1)..];
    }
}
