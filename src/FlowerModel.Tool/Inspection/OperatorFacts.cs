using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using FlowerModel.Tflite;

namespace FlowerModel.Tool.Inspection;

/// <summary>Converts the settings of an operator to JSON and text.</summary>
internal static class OperatorFacts
{
    /// <summary>All settings by name; null if there are none or they are unknown to this version.</summary>
    public static JsonObject? ToJson(OperatorOptions? options)
    {
        if (options is null or EmptyOptions or UnsupportedOptions) return null;
        var json = new JsonObject();
        foreach (var property in Settings(options)) json[JsonNamingPolicy.CamelCase.ConvertName(property.Name)] = ToNode(property.GetValue(options));
        return json;
    }

    /// <summary>The relevant settings: strides, padding, activation; without settings at their default values.</summary>
    public static string ToText(Operator op) => op.Options switch
    {
        null or EmptyOptions => op.CustomOptions.IsEmpty
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $"{op.CustomOptions.Length} bytes of custom options"),
        Conv2DOptions conv => Join(
            Stride(conv.StrideHeight, conv.StrideWidth), Dilation(conv.DilationHeight, conv.DilationWidth), Name(conv.Padding), Activation(conv.Activation)),
        DepthwiseConv2DOptions conv => Join(
            Stride(conv.StrideHeight, conv.StrideWidth),
            Dilation(conv.DilationHeight, conv.DilationWidth),
            conv.DepthMultiplier == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"multiplier {conv.DepthMultiplier}"),
            Name(conv.Padding),
            Activation(conv.Activation)),
        Pool2DOptions pool => Join(
            string.Create(CultureInfo.InvariantCulture, $"window {pool.FilterHeight}x{pool.FilterWidth}"),
            Stride(pool.StrideHeight, pool.StrideWidth),
            Name(pool.Padding),
            Activation(pool.Activation)),
        UnsupportedOptions unknown => string.Create(CultureInfo.InvariantCulture, $"unknown settings ({unknown.Type})"),
        var other => Join([.. Settings(other).Select(property => Setting(property.Name, property.GetValue(other)))]),
    };

    private static IEnumerable<PropertyInfo> Settings(OperatorOptions options) => options.GetType()
        .GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        .Where(property => property.GetIndexParameters().Length == 0 && property.CanRead);

    private static string Setting(string name, object? value) => value switch
    {
        null or false => "",
        true => name,
        FusedActivation activation => Activation(activation),
        Enum other => Name(other),
        // The format omits 0, and a beta of 1 is the plain softmax.
        int or byte or long or float when System.Convert.ToDouble(value, CultureInfo.InvariantCulture) == (name == nameof(SoftmaxOptions.Beta) ? 1 : 0) => "",
        IEnumerable list and not string => $"{name} [{string.Join(",", list.Cast<object>())}]",
        IFormattable number => $"{name} {number.ToString(null, CultureInfo.InvariantCulture)}",
        _ => $"{name} {value}",
    };

    private static JsonNode? ToNode(object? value) => value switch
    {
        Enum name => Name(name),
        IEnumerable list and not string => new JsonArray([.. list.Cast<object>().Select(ToNode)]),
        _ => JsonSerializer.SerializeToNode(value, NamedLiterals),
    };

    private static readonly JsonSerializerOptions NamedLiterals = new()
    {
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    private static string Stride(int height, int width) => string.Create(CultureInfo.InvariantCulture, $"stride {height}x{width}");

    private static string Dilation(int height, int width) =>
        height == 1 && width == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"dilation {height}x{width}");

    private static string Activation(FusedActivation activation) => activation == FusedActivation.None ? "" : Name(activation);

    private static string Name(Enum value) => TfliteNames.Of(value);

    private static string Join(params IEnumerable<string> parts) => string.Join(", ", parts.Where(part => part.Length > 0));
}
