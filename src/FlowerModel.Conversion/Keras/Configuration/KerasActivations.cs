using System.Text.Json;

namespace FlowerModel.Conversion.Keras.Configuration;

/// <summary>Activation functions in a configuration.</summary>
internal static class KerasActivations
{
    /// <summary>The function that a layer applies: that of its setting <c>activation</c>, or of a layer such as <c>ReLU</c>; null if it is not known.</summary>
    public static HeadActivation? Of(LayerConfiguration layer) => layer.ClassName switch
    {
        "Softmax" => layer.Setting("axis") is null || layer.Number("axis", -1) == -1 ? HeadActivation.Softmax : null,
        "ReLU" => Relu(layer),
        _ => layer.Setting("activation") is not { } value ? HeadActivation.Linear : NameOf(value) is { } name ? Named(name) : null,
    };

    /// <summary>The name of the function that a layer applies, for messages.</summary>
    public static string NameIn(LayerConfiguration layer) =>
        layer.Setting("activation") is { } value ? NameOf(value) ?? "an object" : layer.ClassName;

    /// <summary>True if a layer computes hard-swish as one layer.</summary>
    public static bool IsHardSwish(LayerConfiguration layer) =>
        layer.ClassName == "Activation" && layer.Setting("activation") is { } value && NameOf(value) is "hard_swish" or "hard_silu";

    private static HeadActivation? Relu(LayerConfiguration layer)
    {
        if (layer.Number("negative_slope", 0) != 0 || layer.Number("threshold", 0) != 0) return null;
        return layer.Setting("max_value") is null ? HeadActivation.Relu : layer.Number("max_value", 0) == 6 ? HeadActivation.Relu6 : null;
    }

    private static HeadActivation? Named(string name) => name switch
    {
        "linear" => HeadActivation.Linear,
        "relu" => HeadActivation.Relu,
        "relu6" => HeadActivation.Relu6,
        "sigmoid" => HeadActivation.Sigmoid,
        "tanh" => HeadActivation.Tanh,
        "swish" or "silu" => HeadActivation.Swish,
        "softmax" => HeadActivation.Softmax,
        _ => null,
    };

    /// <summary>Keras writes a function as its name, or as an object whose <c>config</c> is the name.</summary>
    private static string? NameOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Object when value.TryGetProperty("class_name", out var kind) && kind.GetString() == "function"
            && value.TryGetProperty("config", out var name) && name.ValueKind == JsonValueKind.String => name.GetString(),
        _ => null,
    };
}
