using System.Text.Json;

namespace FlowerModel.Conversion.Keras.Configuration;

/// <summary>
/// The configuration of a Keras model: the attribute <c>model_config</c> of a saved .h5 model, and config.json in a .keras file. Keras 1 to 3 are read;
/// a <c>Sequential</c> of Keras up to 2.2.2 is a list of layers, a later one an object with such a list.
/// </summary>
/// <param name="root">The model.</param>
/// <param name="source">The file, for messages.</param>
internal sealed class ModelConfiguration(LayerConfiguration root, string source)
{
    private const int MaxDepth = 256;

    /// <summary>The model, with nested models as layers.</summary>
    public LayerConfiguration Root => root;

    /// <summary>The file, for messages.</summary>
    public string Source => source;

    /// <summary>The layers of the model in order, with those of nested models in their places. A nested model without layers counts as a layer.</summary>
    public IReadOnlyList<PlacedLayer> Layers { get; } = [.. Flatten(root, [])];

    /// <summary>Reads a configuration; returns null if it is empty.</summary>
    /// <param name="json">The text.</param>
    /// <param name="source">The file, for messages.</param>
    /// <exception cref="KerasWeightsException">The text is not JSON, is not the configuration of a model, or the model is of a class outside Keras.</exception>
    public static ModelConfiguration? Parse(string json, string source)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = MaxDepth });
            var element = document.RootElement.Clone();
            if (element.ValueKind != JsonValueKind.Object || !element.EnumerateObject().Any()) return null;
            var root = Layer(element);
            if (root.Layers is null)
            {
                throw new KerasWeightsException(
                    source,
                    $"the model is of class {root.ClassName}; only Sequential and Functional models describe their layers. Save the base's weights alone");
            }

            return new ModelConfiguration(root, source);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new KerasWeightsException(source, $"the model's configuration cannot be read ({error.Message}); save the model again", error);
        }
    }

    private static LayerConfiguration Layer(JsonElement element)
    {
        var settings = Property(element, "config");
        var name = Text(settings, "name") ?? Text(element, "name") ?? "";
        var className = ClassOf(element);
        var layers = className is "Sequential" or "Functional" or "Model" or "Graph"
            ? settings.ValueKind == JsonValueKind.Array ? settings : Property(settings, "layers")
            : default;
        return new LayerConfiguration(
            name.Length > 0 ? name : className,
            className,
            settings,
            Property(element, "inbound_nodes"),
            layers.ValueKind == JsonValueKind.Array ? [.. layers.EnumerateArray().Select(Layer)] : null);
    }

    /// <summary>The class of a layer; that of a class outside Keras is prefixed by its package or module, so that it equals none of Keras'.</summary>
    private static string ClassOf(JsonElement element)
    {
        var className = element.GetProperty("class_name").GetString() ?? "";
        var (module, registered) = (Text(element, "module"), Text(element, "registered_name"));
        var isKeras = module is null ? registered is null || !registered.Contains('>', StringComparison.Ordinal)
            : module.Split('.')[0] is "keras" or "tf_keras" or "tensorflow" or "keras_core" || module.StartsWith("builtins", StringComparison.Ordinal);
        return isKeras ? className : $"{registered ?? module + "." + className}";
    }

    private static IEnumerable<PlacedLayer> Flatten(LayerConfiguration model, IReadOnlyList<string> models)
    {
        foreach (var layer in model.Layers!)
        {
            if (layer.Layers is not { Count: > 0 })
            {
                yield return new PlacedLayer(layer, models);
                continue;
            }

            foreach (var inner in Flatten(layer, [.. models, layer.Name])) yield return inner;
        }
    }

    private static JsonElement Property(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;

    private static string? Text(JsonElement element, string name) =>
        Property(element, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;
}

/// <summary>A layer and where it is in the model.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Models">Names of the nested models that contain it, the outermost first.</param>
internal sealed record PlacedLayer(LayerConfiguration Layer, IReadOnlyList<string> Models)
{
    /// <summary>The name, which no other layer of a model has.</summary>
    public string Name => Layer.Name;

    /// <summary>The class.</summary>
    public string ClassName => Layer.ClassName;

    /// <summary>True for a nested model whose layers the configuration does not list.</summary>
    public bool IsModel => Layer.Layers is not null;
}
