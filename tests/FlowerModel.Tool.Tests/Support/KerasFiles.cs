using System.IO.Compression;
using System.Text.RegularExpressions;
using FlowerModel.Conversion.Keras;
using PureHDF;

namespace FlowerModel.Tool.Tests.Support;

/// <summary>Writes models as Keras does: .h5 of Keras 1 to 3, .weights.h5 and .keras.</summary>
internal static partial class KerasFiles
{
    /// <summary>How the groups of layers in .keras and .weights.h5 are called.</summary>
    public enum Groups
    {
        /// <summary>The class and a number per class: Keras 3.</summary>
        ByClass,

        /// <summary>The same, in another folder and counting layers with weights twice: Keras 2.12 to 2.15.</summary>
        ByClassTwice,

        /// <summary>The name of the layer.</summary>
        ByName,
    }

    /// <summary>Writes a .h5 file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="model">The configuration; null for weights alone.</param>
    /// <param name="groups">The groups, each with the layers that it lists.</param>
    /// <param name="suffix">What TensorFlow appends to the names of layers in those of variables.</param>
    /// <param name="element">Makes a dataset.</param>
    public static void WriteLegacy(
        string path,
        KerasLayerJson? model,
        IEnumerable<(string Group, KerasLayer[] Layers)> groups,
        string suffix = "",
        Func<KerasTensor, H5Dataset>? element = null)
    {
        var top = new H5Group();
        var names = new List<string>();
        foreach (var (name, layers) in groups)
        {
            var group = new H5Group();
            var weights = new List<string>();
            foreach (var layer in layers)
            {
                var own = new H5Group();
                foreach (var tensor in layer.Tensors)
                {
                    own[tensor.Name + ":0"] = element?.Invoke(tensor) ?? Dataset(tensor);
                    weights.Add($"{layer.Name}{suffix}/{tensor.Name}:0");
                }

                group[layer.Name + suffix] = own;
            }

            group.Attributes["weight_names"] = weights.ToArray();
            top[name] = group;
            names.Add(name);
        }

        top.Attributes["layer_names"] = names.ToArray();
        var file = new H5File { ["model_weights"] = top };
        if (model is not null) file.Attributes["model_config"] = model.Write(keras3: false).ToJsonString();
        file.Write(path);
    }

    /// <summary>Writes a .weights.h5 file, or a .keras file.</summary>
    public static void WriteKeras3(string path, KerasLayerJson model, IEnumerable<KerasLayer> weights, Groups groups, bool withConfiguration)
    {
        using var content = new MemoryStream();
        var byName = weights.ToDictionary(layer => layer.Name);
        var root = Group(model, byName, groups);
        var file = new H5File();
        foreach (var (name, group) in root) file[name] = group;
        file.Write(content);
        if (!withConfiguration)
        {
            File.WriteAllBytes(path, content.ToArray());
            return;
        }

        using var archive = new ZipArchive(File.Create(path), ZipArchiveMode.Create);
        Write("metadata.json", """{"keras_version": "3.5.0"}"""u8);
        Write("config.json", System.Text.Encoding.UTF8.GetBytes(model.Write(keras3: groups != Groups.ByClassTwice).ToJsonString()));
        Write("model.weights.h5", content.ToArray());

        void Write(string name, ReadOnlySpan<byte> bytes)
        {
            using var entry = archive.CreateEntry(name, CompressionLevel.NoCompression).Open();
            entry.Write(bytes);
        }
    }

    private static H5Group Group(KerasLayerJson model, Dictionary<string, KerasLayer> weights, Groups groups)
    {
        var layers = new H5Group();
        var used = new Dictionary<string, int>();
        foreach (var layer in model.Layers!)
        {
            var name = groups == Groups.ByName ? layer.Name : SnakeCase(layer.ClassName);
            var number = used.TryGetValue(name, out var last) ? last + 1 : 0;
            used[name] = groups == Groups.ByClassTwice && weights.ContainsKey(layer.Name) ? number + 1 : number;
            layers[number == 0 ? name : $"{name}_{number}"] = layer.Layers is not null ? Group(layer, weights, groups)
                : new H5Group { ["vars"] = Variables(weights.GetValueOrDefault(layer.Name)) };
        }

        return new H5Group { [groups == Groups.ByClassTwice ? "_layer_checkpoint_dependencies" : "layers"] = layers };
    }

    private static H5Group Variables(KerasLayer? layer)
    {
        var group = new H5Group();
        for (var i = 0; i < layer?.Tensors.Count; i++) group[$"{i}"] = Dataset(layer.Tensors[i]);
        return group;
    }

    private static H5Dataset Dataset(KerasTensor tensor) => new(tensor.Values, fileDims: [.. tensor.Shape.Select(size => (ulong)size)]);

    private static string SnakeCase(string name) =>
        SecondBoundary().Replace(FirstBoundary().Replace(name, "$1_$2"), "$1_$2").ToLower(System.Globalization.CultureInfo.InvariantCulture);

    [GeneratedRegex("(.)([A-Z][a-z]+)")]
    private static partial Regex FirstBoundary();

    [GeneratedRegex("([a-z])([A-Z])")]
    private static partial Regex SecondBoundary();
}
