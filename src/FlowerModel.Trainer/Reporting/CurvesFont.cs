using ScottPlot;
using SkiaSharp;

namespace FlowerModel.Trainer.Reporting;

/// <summary>
/// The embedded font of the learning curves: many build machines have no fonts, and an image must not depend on those installed.
/// </summary>
internal sealed class CurvesFont : IFontResolver
{
    /// <summary>Name of the family.</summary>
    public const string Family = "DejaVu Sans Plot";

    private static readonly Lazy<CurvesFont> Registered = new(() =>
    {
        var font = new CurvesFont();
        Fonts.FontResolvers.Insert(0, font);
        return font;
    });

    private CurvesFont()
    {
    }

    /// <summary>Registers the family with the plotting library; later calls do nothing.</summary>
    public static void Register() => _ = Registered.Value;

    /// <inheritdoc/>
    public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) =>
        fontName == Family ? Load() : null;

    /// <inheritdoc/>
    public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) => fontName == Family ? Load() : null;

    private static SKTypeface Load()
    {
        using var font = typeof(CurvesFont).Assembly.GetManifestResourceStream("DejaVuSansPlot.ttf")!;
        return SKTypeface.FromStream(font);
    }
}
