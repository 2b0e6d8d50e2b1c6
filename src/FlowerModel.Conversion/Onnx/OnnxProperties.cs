using System.Globalization;
using FlowerModel.Tflite;

namespace FlowerModel.Conversion.Onnx;

/// <summary>What an exported model says about itself in <c>metadata_props</c>; see docs/export.md.</summary>
internal static class OnnxProperties
{
    /// <summary>Returns the entries in a fixed order, without those that the model does not state.</summary>
    internal static IEnumerable<KeyValuePair<string, string>> Of(Model model, ModelMetadata? metadata)
    {
        (string Key, string Value)[] all =
        [
            ("name", metadata?.Name ?? ""),
            ("version", metadata?.Version ?? ""),
            ("description", metadata?.Description ?? ""),
            ("author", metadata?.Author ?? ""),
            ("license", metadata?.License ?? ""),
            ("labels", string.Join('\n', metadata?.Labels ?? [])),
            ("mean", Numbers(metadata?.Input?.Mean)),
            ("std", Numbers(metadata?.Input?.Std)),
            ("channel_order", metadata?.Input is null ? "" : "RGB"),
            ("layout", metadata?.Input is null ? "" : "NHWC"),
            ("unknown_threshold", MetadataEntry.ReadUnknownThreshold(model.Metadata)?.ToString(CultureInfo.InvariantCulture) ?? ""),
        ];
        return all.Where(entry => entry.Value.Length > 0).Select(entry => KeyValuePair.Create(entry.Key, entry.Value));
    }

    private static string Numbers(IReadOnlyList<float>? values) => string.Join(
        ',', (values ?? []).Select(value => value.ToString(CultureInfo.InvariantCulture)));
}
