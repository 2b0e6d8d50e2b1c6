using FlowerModel.Conversion.Keras.Configuration;
using PureHDF;

namespace FlowerModel.Conversion.Keras.Files;

/// <summary>
/// The layout of weights in .keras and .weights.h5 files since Keras 2.12: a group per layer under <c>layers</c> (before Keras 3:
/// <c>_layer_checkpoint_dependencies</c>), in it <c>vars/0</c>, <c>vars/1</c>…; a nested model has groups of the same kind. Groups are named after the
/// layer's class and numbered per model (<c>conv2d</c>, <c>conv2d_1</c>), or have the layer's name. With a configuration, layers get its names;
/// without, they have those of their groups.
/// </summary>
/// <param name="reader">Reads the datasets.</param>
internal sealed class Keras3Layout(KerasTensorReader reader)
{
    // Links in a hostile file can form circles.
    private const int MaxDepth = 16;
    private const int MaxGroups = 100_000;

    private readonly List<KerasLayer> layers = [];
    private readonly List<string> withoutWeights = [];
    private int groups;

    /// <summary>True if a file has this layout.</summary>
    public static bool IsIn(IH5Group root) => ModelGroup.Containers.Any(root.LinkExists);

    /// <summary>Reads all layers that have weights, in order; without a configuration also the names of those that have none.</summary>
    /// <param name="root">The root.</param>
    /// <param name="model">The configuration; null if there is none.</param>
    /// <exception cref="KerasWeightsException">The groups do not match the configuration, or a weight cannot be read.</exception>
    public LayoutContent Read(IH5Group root, ModelConfiguration? model)
    {
        if (model is null) Read(new ModelGroup(root), MaxDepth);
        else Read(new ModelGroup(root), model.Root);
        return new LayoutContent(layers, withoutWeights);
    }

    private void Read(ModelGroup group, LayerConfiguration model)
    {
        var weighted = model.Layers!.Where(HasWeights).ToList();
        var areNamed = weighted.TrueForAll(layer => group.Find(layer.Name) is not null);
        var byClass = areNamed ? [] : weighted.GroupBy(layer => layer.ClassName).ToDictionary(same => same.Key, same => PairOf([.. same], group));
        foreach (var layer in weighted)
        {
            var own = areNamed ? group.Find(layer.Name)! : byClass[layer.ClassName][layer];
            if (layer.Layers is not null) Read(new ModelGroup(own), layer);
            else Add(layer.Name, SnakeCase.Of(layer.ClassName), own);
        }
    }

    private Dictionary<LayerConfiguration, IH5Group> PairOf(List<LayerConfiguration> same, ModelGroup group)
    {
        var name = SnakeCase.Of(same[0].ClassName);
        var found = group.Numbered(name).Where(found => HasWeights(found, MaxDepth)).ToList();
        if (found.Count != same.Count)
        {
            throw new KerasWeightsException(
                reader.Source,
                $"the configuration has {same.Count} layers of class {same[0].ClassName} ({same[0].Name}…), but the file has weights of {found.Count}, "
                + $"called {name}; save the model again");
        }

        var pairs = new Dictionary<LayerConfiguration, IH5Group>(ReferenceEqualityComparer.Instance);
        for (var i = 0; i < same.Count; i++) pairs.Add(same[i], found[i]);
        return pairs;
    }

    /// <summary>Without a configuration, nested models come first: a base is before its head.</summary>
    private void Read(ModelGroup group, int depth)
    {
        Count(group.Children.Count, depth);
        var children = group.Children
            .OrderBy(child => ModelGroup.Class(child.Name), StringComparer.Ordinal).ThenBy(child => ModelGroup.Number(child.Name)).ToList();
        foreach (var child in children.Where(child => IsIn(child.Group))) Read(new ModelGroup(child.Group), depth - 1);
        foreach (var (name, own) in children.Where(child => !IsIn(child.Group))) Add(name, ModelGroup.Class(name), own);
    }

    private void Add(string name, string className, IH5Group group)
    {
        var tensors = new List<KerasTensor>();
        foreach (var dataset in ModelGroup.Variables(group))
        {
            if (reader.Read(dataset, name, dataset.Name) is { } tensor) tensors.Add(tensor);
        }

        if (tensors.Count == 0)
        {
            withoutWeights.Add(name);
            return;
        }

        var unique = layers.Exists(layer => layer.Name == name) ? $"{name}#{layers.Count}" : name;
        layers.Add(new KerasLayer(unique, [.. tensors.Select((tensor, index) => tensor with { Name = VariableNames.Of(className, tensors, index) })]));
    }

    /// <summary>True if a layer, or a layer of a nested model, has weights other than integers.</summary>
    private bool HasWeights(IH5Group layer, int depth)
    {
        if (ModelGroup.Variables(layer).Any(dataset => dataset.Type.Class == H5DataTypeClass.FloatingPoint)) return true;
        var children = new ModelGroup(layer).Children;
        Count(children.Count, depth);
        return children.Any(child => HasWeights(child.Group, depth - 1));
    }

    private void Count(int count, int depth)
    {
        if (depth == 0 || (groups += count) > MaxGroups)
            throw new KerasWeightsException(reader.Source, "the file has more groups, or groups nested more deeply, than any supported network");
    }

    private static bool HasWeights(LayerConfiguration layer) => layer.Layers is { } inner ? inner.Any(HasWeights)
        : LayerClasses.HasWeights(layer) && layer.Setting("mean") is null;
}
