using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;

namespace FlowerModel.Trainer.Reporting.Page;

/// <summary>HTML. Text becomes HTML only through interpolated strings, which escape everything that is not HTML already.</summary>
/// <param name="Html">The HTML.</param>
internal readonly record struct Markup(string Html)
{
    /// <summary>A space at which no line is broken.</summary>
    public const string NoBreak = "\u00A0";

    /// <summary>Nothing.</summary>
    public static Markup None { get; } = new("");

    /// <summary>
    /// Returns HTML from an interpolated string: its literal parts are HTML; its values are text, formatted invariantly, or <see cref="Markup"/>.
    /// </summary>
    public static Markup Of(MarkupHandler text) => new(text.ToString());

    /// <summary>Returns a share as a percentage with one decimal, or a dash.</summary>
    public static string Percent(double? share) => share is { } value ? (100 * value).ToString("0.0", CultureInfo.InvariantCulture) + NoBreak + "%" : "–";

    /// <inheritdoc/>
    public override string ToString() => Html;
}

/// <summary>Builds <see cref="Markup"/> from an interpolated string.</summary>
[InterpolatedStringHandler]
internal readonly struct MarkupHandler
{
    private readonly StringBuilder html;

    /// <summary>Called by the compiler.</summary>
    public MarkupHandler(int literalLength, int formattedCount) => html = new StringBuilder(literalLength + (16 * formattedCount));

    /// <summary>Appends HTML.</summary>
    public void AppendLiteral(string literal) => html.Append(literal);

    /// <summary>Appends HTML.</summary>
    public void AppendFormatted(Markup markup) => html.Append(markup.Html);

    /// <summary>Appends text, or pieces of HTML, each on a line.</summary>
    public void AppendFormatted<T>(T value, string? format = null)
    {
        if (value is IEnumerable<Markup> parts)
        {
            html.Append(string.Join('\n', parts.Select(part => part.Html)));
            return;
        }

        var text = value is IFormattable formattable ? formattable.ToString(format, CultureInfo.InvariantCulture) : value?.ToString();
        html.Append(WebUtility.HtmlEncode(text));
    }

    /// <inheritdoc/>
    public override string ToString() => html.ToString();
}
