using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FlowerModel.Pipeline.Text;

/// <summary>
/// JSON whose bytes are the same on every .NET runtime: enums by name, numbers in the shortest form that parses to the same value. (.NET
/// Framework, on which Visual Studio builds, formats doubles differently from .NET; a key must not depend on that.)
/// </summary>
public static class CanonicalJson
{
    private static readonly JsonSerializerOptions Readable = Create(indented: true);

    /// <summary>The options for all JSON files and lines of this project.</summary>
    public static JsonSerializerOptions Options { get; } = Create(indented: false);

    /// <summary>
    /// Returns the text of a file that people read: indented, with line feeds as line breaks on every operating system, ended by one.
    /// </summary>
    public static string Document<T>(T value) => JsonSerializer.Serialize(value, Readable).Replace("\r\n", "\n") + "\n";

    /// <summary>Formats a number with the fewest of 15, 16 or 17 digits that parse to the same number.</summary>
    public static string Format(double value)
    {
        foreach (var format in (string[])["G15", "G16"])
        {
            var text = value.ToString(format, CultureInfo.InvariantCulture);
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var back) && back.Equals(value)) return text;
        }

        return value.ToString("G17", CultureInfo.InvariantCulture);
    }

    private static JsonSerializerOptions Create(bool indented) => new()
    {
        WriteIndented = indented,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase), new DoubleConverter() },
    };

    private sealed class DoubleConverter : JsonConverter<double>
    {
        public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDouble();

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options) => writer.WriteRawValue(Format(value));
    }
}
