using System.Text.Json;

namespace FlowerModel.Conversion.Keras.Configuration;

/// <summary>Parts of a configuration that versions of Keras write differently.</summary>
internal static class KerasJson
{
    /// <summary>
    /// The layers whose outputs an element refers to: <c>["name", 0, 0, …]</c> in Keras 2, and the <c>keras_history</c> of a tensor in Keras 3.
    /// </summary>
    public static IReadOnlyList<string> LayersIn(JsonElement element)
    {
        var names = new List<string>();
        Collect(element, names);
        return [.. names.Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The numbers in nested lists, as one row; null if the element contains anything else.</summary>
    public static double[]? Numbers(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Number => [element.GetDouble()],
        JsonValueKind.Array => element.EnumerateArray().Select(Numbers).ToArray() is var parts && parts.All(part => part is not null)
            ? [.. parts.SelectMany(part => part!)]
            : null,
        // Keras 3 writes tuples and arrays as objects.
        JsonValueKind.Object when element.TryGetProperty("items", out var items) => Numbers(items),
        JsonValueKind.Object when element.TryGetProperty("config", out var config) && config.ValueKind == JsonValueKind.Object
            && config.TryGetProperty("value", out var value) => Numbers(value),
        _ => null,
    };

    private static void Collect(JsonElement element, List<string> names)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            if (IsReference(element)) names.Add(element[0].GetString()!);
            foreach (var item in element.EnumerateArray()) Collect(item, names);
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in element.EnumerateObject()) Collect(property.Value, names);
        }
    }

    private static bool IsReference(JsonElement array) =>
        array.GetArrayLength() >= 3
        && array[0].ValueKind == JsonValueKind.String && array[1].ValueKind == JsonValueKind.Number && array[2].ValueKind == JsonValueKind.Number;
}
