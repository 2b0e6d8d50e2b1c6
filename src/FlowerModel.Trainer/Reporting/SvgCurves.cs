using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace FlowerModel.Trainer.Reporting;

/// <summary>Writes learning curves as an SVG image.</summary>
internal static class SvgCurves
{
    private static readonly XmlWriterSettings Settings = new()
    {
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        Indent = true,
        NewLineChars = "\n",
    };

    /// <summary>Writes the image.</summary>
    public static void Write(string path, PanelFigure upper, PanelFigure lower)
    {
        const int PanelHeight = LearningCurves.Height / 2;
        var image = Svg.Element(
            "svg",
            ("width", LearningCurves.Width),
            ("height", LearningCurves.Height),
            ("viewBox", $"0 0 {LearningCurves.Width} {LearningCurves.Height}"),
            ("font-family", "DejaVu Sans, Verdana, sans-serif"),
            ("font-size", SvgPanel.FontSize),
            ("fill", "none"));
        image.Add(
            Svg.Element("rect", ("width", LearningCurves.Width), ("height", LearningCurves.Height), ("fill", "#ffffff")),
            new SvgPanel(upper, LearningCurves.Width, PanelHeight).Draw(top: 0),
            new SvgPanel(lower, LearningCurves.Width, PanelHeight).Draw(top: PanelHeight));
        using var writer = XmlWriter.Create(path, Settings);
        image.Save(writer);
    }
}
