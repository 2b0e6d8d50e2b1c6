using FlowerModel.Networks;

namespace FlowerModel.Conversion.Keras;

/// <summary>Names of weights in a file: the layer's name, a slash, the weight's name and the output index <c>:0</c>.</summary>
/// <param name="known">Names of layers that the file is known to contain, besides those of the networks.</param>
internal sealed class KerasNames(IReadOnlySet<string> known)
{
    private static readonly HashSet<string> NetworkNames = [.. NetworkCatalog.All.SelectMany(network => network.Layers).Select(layer => layer.Name)];

    private static readonly HashSet<string> WeightNames =
        ["kernel", "depthwise_kernel", "bias", "gamma", "beta", "moving_mean", "moving_variance", "mean", "variance", "count"];

    /// <summary>Returns the name of a weight as a file contains it.</summary>
    internal static string Join(KerasLayer layer, KerasTensor tensor) => $"{layer.Name}/{tensor.Name}:0";

    /// <summary>
    /// Returns the layer and the name of a weight. Keras pairs weights by group and order, not by their names, which may carry scopes and the suffix
    /// that TensorFlow adds to make variables unique (<c>Conv1_1/kernel:0</c>). So the layer is the group if that is a layer; in the group of a nested
    /// model it is the longest end of the path that is a known layer, with or without such a suffix, or the second-to-last part.
    /// </summary>
    /// <param name="group">The group that lists the weight: a layer, or a nested model.</param>
    /// <param name="name">The weight's name in the file.</param>
    internal (string Layer, string Weight) Split(string group, string name)
    {
        var slash = name.LastIndexOf('/');
        var weight = name[(slash + 1)..];
        var colon = weight.IndexOf(':', StringComparison.Ordinal);
        weight = colon < 0 ? weight : weight[..colon];
        var plain = WithoutSuffix(weight);
        return (slash < 0 || IsKnown(group) ? group : LayerOf(group, name[..slash]), WeightNames.Contains(plain) ? plain : weight);
    }

    private string LayerOf(string group, string path)
    {
        var ends = EndsOf(path).ToList();
        var last = ends[^1];
        return path == group || WithoutSuffix(last) == group ? group
            : ends.Find(IsKnown) ?? ends.Select(WithoutSuffix).FirstOrDefault(IsKnown) ?? last;
    }

    private bool IsKnown(string name) => known.Contains(name) || NetworkNames.Contains(name);

    /// <summary>The ends of a path that begin at a part of it, longest first.</summary>
    private static IEnumerable<string> EndsOf(string path)
    {
        for (var start = 0; start >= 0; start = path.IndexOf('/', start) is >= 0 and var next ? next + 1 : -1) yield return path[start..];
    }

    private static string WithoutSuffix(string name)
    {
        var end = name.LastIndexOf('_');
        return end > 0 && end < name.Length - 1 && name.AsSpan(end + 1).IndexOfAnyExceptInRange('0', '9') < 0 ? name[..end] : name;
    }
}
