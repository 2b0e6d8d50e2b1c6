using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using ScottPlot;
using SkiaSharp;

namespace FlowerModel.Trainer.Reporting;

/// <summary>
/// The learning curves of a training as an image, laid out as in TensorFlow's transfer-learning notebook: accuracy above, loss below,
/// training and validation in each; a vertical line where fine-tuning starts, a diamond at the epoch whose weights each phase kept.
/// The same phases produce the same bytes, regardless of the installed fonts.
/// </summary>
internal static partial class LearningCurves
{
    private const int Width = 1000;
    private const int Height = 800;

    /// <summary>Writes the curves as a PNG image of 1000 x 800 pixels.</summary>
    /// <param name="path">The file.</param>
    /// <param name="phases">The phases in their order; one or more.</param>
    public static void WritePng(string path, IReadOnlyList<TrainingPhase> phases) => WritePng(path, phases, CurvePanel.Accuracy, CurvePanel.Loss);

    /// <summary>Writes the curves with other panels than accuracy and loss.</summary>
    /// <param name="path">The file.</param>
    /// <param name="phases">The phases in their order; one or more.</param>
    /// <param name="upper">The upper panel.</param>
    /// <param name="lower">The lower panel.</param>
    public static void WritePng(string path, IReadOnlyList<TrainingPhase> phases, CurvePanel upper, CurvePanel lower)
    {
        using var surface = SKSurface.Create(new SKImageInfo(Width, Height, SKColorType.Rgba8888, SKAlphaType.Premul));
        Draw(surface.Canvas, phases, upper, lower);
        using var image = surface.Snapshot();
        using var png = image.Encode(SKEncodedImageFormat.Png, 100);
        using var file = File.Create(path);
        png.SaveTo(file);
    }

    /// <summary>Writes the curves as an SVG image of the same size.</summary>
    /// <param name="path">The file.</param>
    /// <param name="phases">The phases in their order; one or more.</param>
    public static void WriteSvg(string path, IReadOnlyList<TrainingPhase> phases)
    {
        using var drawn = new MemoryStream();
        using (var canvas = SKSvgCanvas.Create(SKRect.Create(Width, Height), drawn)) Draw(canvas, phases, CurvePanel.Accuracy, CurvePanel.Loss);

        // Other machines do not have this font, so the image names fonts of about the same widths.
        var svg = Encoding.UTF8.GetString(drawn.GetBuffer(), 0, (int)drawn.Length)
            .Replace(CurvesFont.Family, "DejaVu Sans, Verdana, sans-serif", StringComparison.Ordinal);
        File.WriteAllText(path, Renumber(svg));
    }

    /// <summary>Skia numbers clip paths over the lifetime of the process; this restarts the numbers at 0 in every image.</summary>
    private static string Renumber(string svg)
    {
        var numbers = new Dictionary<string, int>();
        return ClipPath().Replace(svg, match =>
        {
            numbers.TryAdd(match.Value, numbers.Count);
            return string.Create(CultureInfo.InvariantCulture, $"cl_{numbers[match.Value]}");
        });
    }

    [GeneratedRegex(@"(?<=id=""|url\(#)cl_[0-9a-f]+")]
    private static partial Regex ClipPath();

    private static void Draw(SKCanvas canvas, IReadOnlyList<TrainingPhase> phases, CurvePanel upper, CurvePanel lower)
    {
        if (phases.Count == 0) throw new ArgumentException("At least one phase is required.", nameof(phases));
        CurvesFont.Register();
        var figure = new Multiplot();
        figure.AddPlots(2);
        upper.Draw(figure.GetPlot(0), phases);
        lower.Draw(figure.GetPlot(1), phases);
        canvas.Clear(SKColors.White);
        figure.Render(canvas, new PixelRect(0, Width, Height, 0));
    }
}
