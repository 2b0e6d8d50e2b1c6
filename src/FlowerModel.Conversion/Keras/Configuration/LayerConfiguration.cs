using System.Text.Json;

namespace FlowerModel.Conversion.Keras.Configuration;

/// <summary>A layer as a Keras configuration describes it.</summary>
/// <param name="Name">The layer's name.</param>
/// <param name="ClassName">The class, for example <c>Dense</c>; of a class outside Keras, with its package or module.</param>
/// <param name="Settings">The arguments with which the layer was created.</param>
/// <param name="Nodes">Its connections, <c>inbound_nodes</c>; undefined where the model is a sequence.</param>
/// <param name="Layers">The layers of a nested model; null for a layer.</param>
internal sealed record LayerConfiguration(
    string Name, string ClassName, JsonElement Settings, JsonElement Nodes, IReadOnlyList<LayerConfiguration>? Layers)
{
    /// <summary>Names of the layers that provide its inputs; empty if the configuration does not name them.</summary>
    public IReadOnlyList<string> Inputs { get; } = KerasJson.LayersIn(Nodes);

    /// <summary>The layer as messages name it.</summary>
    public string Description => $"{Name} ({ClassName})";

    /// <summary>A number among the settings; the default if it is absent or null.</summary>
    public double Number(string setting, double absent) => Setting(setting) is { ValueKind: JsonValueKind.Number } value ? value.GetDouble() : absent;

    /// <summary>A text among the settings; null if it is absent or not a text.</summary>
    public string? Text(string setting) => Setting(setting) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    /// <summary>A switch among the settings; the default if it is absent.</summary>
    public bool Flag(string setting, bool absent) =>
        Setting(setting) is { ValueKind: JsonValueKind.True or JsonValueKind.False } value ? value.GetBoolean() : absent;

    /// <summary>Numbers among the settings, or one number; null if there are none.</summary>
    public double[]? Numbers(string setting) => Setting(setting) is { } value ? KerasJson.Numbers(value) : null;

    /// <summary>A setting that is present and not null.</summary>
    public JsonElement? Setting(string setting) =>
        Settings.ValueKind == JsonValueKind.Object && Settings.TryGetProperty(setting, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
