using PureHDF;

namespace FlowerModel.Conversion.Keras;

/// <summary>
/// The groups of a weights file: one per layer with the attribute <c>weight_names</c>, and in it the datasets under these names. A slash in a name
/// separates groups, as in <c>expanded_conv/depthwise</c>, so a layer's group can contain those of others.
/// </summary>
internal static class KerasGroups
{
    /// <summary>Adds the group of a layer.</summary>
    /// <param name="file">The root.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="halfKernels">True to store kernels as float16.</param>
    internal static void Add(H5Group file, KerasLayer layer, bool halfKernels)
    {
        var group = At(file, layer.Name);
        var inner = At(group, layer.Name);
        foreach (var tensor in layer.Tensors)
        {
            ulong[] shape = [.. tensor.Shape.Select(size => (ulong)size)];
            inner[tensor.Name + ":0"] = halfKernels && shape.Length > 1
                ? new H5Dataset(Array.ConvertAll(tensor.Values, value => (Half)value), fileDims: shape)
                : new H5Dataset(tensor.Values, fileDims: shape);
        }

        group.Attributes["weight_names"] = layer.Tensors.Select(tensor => KerasNames.Join(layer, tensor)).ToArray();
    }

    /// <summary>The group at a path, which is created where it does not exist.</summary>
    private static H5Group At(H5Group parent, string path)
    {
        foreach (var name in path.Split('/'))
        {
            if (!parent.TryGetValue(name, out var child)) parent[name] = child = new H5Group();
            parent = (H5Group)child;
        }

        return parent;
    }
}
