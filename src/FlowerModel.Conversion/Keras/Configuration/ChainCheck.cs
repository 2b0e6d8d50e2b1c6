namespace FlowerModel.Conversion.Keras.Configuration;

/// <summary>
/// Checks that a model outside its base is a chain: one input, one output, and every layer takes the output of the layer before it. Branches would
/// be lost.
/// </summary>
internal static class ChainCheck
{
    /// <summary>Checks a model.</summary>
    /// <exception cref="KerasWeightsException">The model is not a chain; the message names the layer.</exception>
    public static void Require(ModelConfiguration model, ModelParts parts)
    {
        RequireOne(model, "input_layers", "inputs");
        RequireOne(model, "output_layers", "outputs");
        Require(model.Source, null, parts.Before);
        Require(model.Source, parts.ListsBase ? parts.Base[^1] : null, parts.After);
    }

    private static void RequireOne(ModelConfiguration model, string setting, string what)
    {
        if (model.Root.Setting(setting) is { } value && KerasJson.LayersIn(value) is { Count: > 1 } names)
            throw new KerasWeightsException(model.Source, $"the model has several {what} ({string.Join(", ", names)}); an image classifier has one");
    }

    private static void Require(string source, PlacedLayer? previous, IReadOnlyList<PlacedLayer> layers)
    {
        foreach (var layer in layers)
        {
            var inputs = layer.Layer.Inputs;
            // The input of a nested model's first layer is named at the model.
            var isConnected = inputs.Count == 0 || previous is null
                || (inputs.Count == 1 && (inputs[0] == previous.Name || previous.Models.Contains(inputs[0])));
            if (!isConnected || inputs.Count > 1)
            {
                throw new KerasWeightsException(
                    source,
                    $"layer {layer.Layer.Description} takes the output of {string.Join(", ", inputs)}"
                    + $"{(previous is null ? "" : $", not of {previous.Name} alone")}; only a chain of layers around the base is supported");
            }

            previous = layer;
        }
    }
}
