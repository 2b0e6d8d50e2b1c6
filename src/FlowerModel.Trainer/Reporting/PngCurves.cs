using ScottPlot;
using SkiaSharp;

namespace FlowerModel.Trainer.Reporting;

/// <summary>Writes learning curves as a PNG image with ScottPlot and the native library Skia.</summary>
internal static class PngCurves
{
    /// <summary>Writes the image.</summary>
    public static void Write(string path, PanelFigure upper, PanelFigure lower)
    {
        using var surface = SKSurface.Create(
            new SKImageInfo(LearningCurves.Width, LearningCurves.Height, SKColorType.Rgba8888, SKAlphaType.Premul));
        CurvesFont.Register();
        var image = new Multiplot();
        image.AddPlots(2);
        PlotPanel.Draw(image.GetPlot(0), upper);
        PlotPanel.Draw(image.GetPlot(1), lower);
        surface.Canvas.Clear(SKColors.White);
        image.Render(surface.Canvas, new PixelRect(0, LearningCurves.Width, LearningCurves.Height, 0));

        // Lines on white compress well in any case, and a higher level takes as long as all the drawing.
        using var pixels = surface.PeekPixels();
        using var png = pixels.Encode(new SKPngEncoderOptions(SKPngEncoderFilterFlags.NoFilters, zLibLevel: 1))!;
        using var file = File.Create(path);
        png.SaveTo(file);
    }
}
