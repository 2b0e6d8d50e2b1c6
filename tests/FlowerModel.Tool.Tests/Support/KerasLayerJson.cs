using System.Text.Json.Nodes;

namespace FlowerModel.Tool.Tests.Support;

/// <summary>A layer of a model as Keras' <c>get_config</c> returns it, to be written as Keras 2 or Keras 3 does.</summary>
/// <param name="ClassName">The class.</param>
/// <param name="Name">The name.</param>
/// <param name="Settings">Its settings, without the name.</param>
/// <param name="Inputs">Names of the layers that provide its inputs.</param>
internal sealed record KerasLayerJson(string ClassName, string Name, JsonObject Settings, params string[] Inputs)
{
    /// <summary>The layers of a nested model, or null.</summary>
    public IReadOnlyList<KerasLayerJson>? Layers { get; init; }

    /// <summary>The constant of an operation, or null.</summary>
    public double? Constant { get; init; }

    /// <summary>A model as Keras writes it.</summary>
    public JsonObject Write(bool keras3)
    {
        var settings = Settings.DeepClone().AsObject();
        settings["name"] = Name;
        if (Layers is { } layers)
        {
            settings["layers"] = new JsonArray([.. layers.Select(layer => layer.Write(keras3))]);
            if (ClassName != "Sequential")
            {
                settings["input_layers"] = new JsonArray(Reference(layers[0].Name));
                settings["output_layers"] = new JsonArray(Reference(layers[^1].Name));
            }
        }

        if (keras3 && settings.Remove("batch_input_shape", out var shape)) settings["batch_shape"] = shape;
        var written = new JsonObject { ["class_name"] = ClassName, ["config"] = settings, ["name"] = Name, ["inbound_nodes"] = Nodes(keras3) };
        if (!keras3) return written;
        written["module"] = Constant is null ? "keras.layers" : "keras.src.ops.numpy";
        written["registered_name"] = null;
        return written;
    }

    private JsonArray Nodes(bool keras3)
    {
        if (Inputs.Length == 0) return [];
        if (keras3)
        {
            JsonNode[] tensors = [.. Inputs.Select(Tensor)];
            JsonArray arguments = tensors.Length > 1 ? [new JsonArray(tensors)] : [tensors[0]];
            if (Constant is { } constant) arguments.Add(constant);
            return [new JsonObject { ["args"] = arguments, ["kwargs"] = new JsonObject() }];
        }

        if (Constant is { } y) return [new JsonArray(Inputs[0], 0, 0, new JsonObject { ["y"] = y, ["name"] = null })];
        return [new JsonArray([.. Inputs.Select(input => new JsonArray(input, 0, 0, new JsonObject()))])];
    }

    private static JsonArray Reference(string name) => [name, 0, 0];

    private static JsonObject Tensor(string name) => new()
    {
        ["class_name"] = "__keras_tensor__",
        ["config"] = new JsonObject { ["shape"] = new JsonArray(null, 7, 7, 3), ["keras_history"] = Reference(name) },
    };
}
