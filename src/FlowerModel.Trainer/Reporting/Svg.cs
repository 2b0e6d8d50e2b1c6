using System.Globalization;
using System.Xml.Linq;

namespace FlowerModel.Trainer.Reporting;

/// <summary>Elements of an SVG image. Numbers have at most two decimals and a decimal point in every culture.</summary>
internal static class Svg
{
    private static readonly XNamespace Namespace = "http://www.w3.org/2000/svg";

    /// <summary>Creates an element.</summary>
    public static XElement Element(string name, params (string Name, object Value)[] attributes) =>
        new(Namespace + name, attributes.Select(attribute => new XAttribute(attribute.Name, Text(attribute.Value))));

    /// <summary>Creates a group.</summary>
    public static XElement Group(params IEnumerable<XElement> elements) => new(Namespace + "g", elements);

    /// <summary>Creates a straight line.</summary>
    public static XElement Line(double x1, double y1, double x2, double y2, string color, params (string Name, object Value)[] attributes) =>
        Element("line", [("x1", x1), ("y1", y1), ("x2", x2), ("y2", y2), ("stroke", color), .. attributes]);

    /// <summary>Creates a line of text. <paramref name="anchor"/> is <c>start</c>, <c>middle</c> or <c>end</c>.</summary>
    public static XElement Label(string text, double x, double y, string anchor, params (string Name, object Value)[] attributes)
    {
        var label = Element("text", [("x", x), ("y", y), ("text-anchor", anchor), ("fill", "#000000"), .. attributes]);
        label.Value = text;
        return label;
    }

    /// <summary>Creates a diamond with the given center.</summary>
    public static XElement Diamond(double x, double y, double radius, string color)
    {
        var (left, right, top, bottom) = (Text(x - radius), Text(x + radius), Text(y - radius), Text(y + radius));
        return Element("path", ("d", $"M{Text(x)} {top}L{right} {Text(y)}L{Text(x)} {bottom}L{left} {Text(y)}Z"), ("fill", color));
    }

    /// <summary>Returns the text of an attribute's value.</summary>
    public static string Text(object value) => value switch
    {
        double number => number.ToString("0.##", CultureInfo.InvariantCulture),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => (string)value,
    };
}
