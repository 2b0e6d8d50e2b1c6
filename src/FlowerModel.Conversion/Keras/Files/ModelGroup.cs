using System.Globalization;
using PureHDF;

namespace FlowerModel.Conversion.Keras.Files;

/// <summary>The group of a model in <see cref="Keras3Layout"/>.</summary>
/// <param name="group">The group.</param>
internal sealed class ModelGroup(IH5Group group)
{
    private const string VariablesName = "vars";

    /// <summary>Names of the groups in which a model has its layers, of which the first that exists holds the weights.</summary>
    public static IReadOnlyList<string> Containers { get; } = ["_layer_checkpoint_dependencies", "layers"];

    /// <summary>The groups of its layers, by name.</summary>
    public IReadOnlyList<(string Name, IH5Group Group)> Children { get; } =
    [
        .. Containers.Where(group.LinkExists).Take(1).SelectMany(name => group.Group(name).Children())
            .OfType<IH5Group>().Select(child => (child.Name, child)),
    ];

    /// <summary>The group of the layer with a name, or null.</summary>
    public IH5Group? Find(string name) => Children.FirstOrDefault(child => child.Name == name).Group;

    /// <summary>The groups of the layers of a class, in order.</summary>
    /// <param name="name">The class in snake case.</param>
    public IEnumerable<IH5Group> Numbered(string name) => Children
        .Where(child => child.Name == name || (Class(child.Name) == name && Number(child.Name) >= 0))
        .OrderBy(child => Number(child.Name)).Select(child => child.Group);

    /// <summary>The class of a numbered name: <c>batch_normalization</c> of <c>batch_normalization_3</c>.</summary>
    public static string Class(string name) => Number(name) < 0 ? name : name[..name.LastIndexOf('_')];

    /// <summary>The number at the end of a name; -1 if there is none.</summary>
    public static int Number(string name) =>
        name.LastIndexOf('_') is > 0 and var end && int.TryParse(name.AsSpan(end + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : -1;

    /// <summary>The variables of a layer, in order.</summary>
    public static IEnumerable<IH5Dataset> Variables(IH5Group layer) => layer.LinkExists(VariablesName)
        ? layer.Group(VariablesName).Children().OfType<IH5Dataset>()
            .OrderBy(dataset => int.TryParse(dataset.Name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : int.MaxValue)
        : [];
}
