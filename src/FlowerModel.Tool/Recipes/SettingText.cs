using System.Globalization;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Tool.Recipes;

/// <summary>The text of a setting's value, as a project contains it.</summary>
internal static class SettingText
{
    /// <summary>Returns the text; null for null.</summary>
    public static string? Of(object? value) => value switch
    {
        null => null,
        Enum choice => choice.ToString().ToLowerInvariant(),
        bool flag => flag ? "true" : "false",
        double number => CanonicalJson.Format(number),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };
}
