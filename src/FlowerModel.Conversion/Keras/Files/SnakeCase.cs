using System.Text.RegularExpressions;

namespace FlowerModel.Conversion.Keras.Files;

/// <summary>Keras' <c>to_snake_case</c>, which makes names of groups from names of classes.</summary>
internal static partial class SnakeCase
{
    /// <summary>Returns the name: <c>depthwise_conv2d</c> for <c>DepthwiseConv2D</c>.</summary>
#pragma warning disable CA1308 // Keras' names are lower case.
    public static string Of(string className) => Boundary().Replace(Word().Replace(className, "$1_$2"), "$1_$2").ToLowerInvariant();
#pragma warning restore CA1308

    [GeneratedRegex("(.)([A-Z][a-z]+)")]
    private static partial Regex Word();

    [GeneratedRegex("([a-z])([A-Z])")]
    private static partial Regex Boundary();
}
