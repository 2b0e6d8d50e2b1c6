using System.Globalization;

namespace FlowerModel.Tool.Terminal;

/// <summary>Makes text from files safe and short for a terminal.</summary>
internal static class Printable
{
    /// <summary>
    /// The text without characters that could control a terminal or reverse its text direction: control and formatting characters become '�'.
    /// </summary>
    public static string Of(string text)
    {
        if (!text.Any(IsUnsafe)) return text;
        return string.Create(text.Length, text, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++) span[i] = IsUnsafe(source[i]) ? '�' : source[i];
        });
    }

    /// <summary>Like <see cref="Of"/>, but leaves out the middle of longer texts: the important parts of converters' names are at both ends.</summary>
    public static string Short(string text, int length)
    {
        if (text.Length <= length) return Of(text);
        var tail = (length - 1) / 2;
        return Of(string.Concat(text.AsSpan(0, length - 1 - tail), "…", text.AsSpan(text.Length - tail)));
    }

    /// <summary>A human-readable size: <c>817 B</c>, <c>12.3 kB</c>, <c>4.07 MB</c>.</summary>
    public static string Bytes(long bytes) => bytes switch
    {
        < 1000 => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:F1} kB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:F2} MB"),
    };

    /// <summary>A number with at most five significant digits.</summary>
    public static string Number(double value) => value.ToString("G5", CultureInfo.InvariantCulture);

    /// <summary>A fraction as <c>93.4 %</c>.</summary>
    public static string Percent(double part) => string.Create(CultureInfo.InvariantCulture, $"{part * 100:F1} %");

    private static bool IsUnsafe(char character) =>
        CharUnicodeInfo.GetUnicodeCategory(character) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator;
}
