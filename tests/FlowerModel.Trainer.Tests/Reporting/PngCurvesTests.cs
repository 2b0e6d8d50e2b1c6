using System.Globalization;
using FlowerModel.Testing;
using FlowerModel.Trainer.Reporting;
using FlowerModel.Trainer.Training;
using SkiaSharp;

namespace FlowerModel.Trainer.Tests.Reporting;

/// <summary>The learning curves as PNG, drawn with Skia.</summary>
public sealed class PngCurvesTests
{
    [Fact]
    public void The_PNG_shows_both_curves_the_start_of_fine_tuning_and_the_kept_epochs()
    {
        using var folder = new TemporaryFolder();
        LearningCurves.WritePng(folder["curves.png"], Histories.Both);
        using var image = SKBitmap.Decode(folder["curves.png"]);
        Assert.Equal((1000, 800), (image.Width, image.Height));
        foreach (var (top, bottom) in new[] { (0, 400), (400, 800) })
        {
            Assert.InRange(Count(image, new SKColor(0x1f, 0x77, 0xb4), top, bottom), 200, 20_000);
            Assert.InRange(Count(image, new SKColor(0xe6, 0x61, 0x00), top, bottom), 200, 20_000);
            Assert.InRange(Count(image, new SKColor(0x1b, 0x78, 0x37), top, bottom), 60, 2_000);
        }
    }

    [Fact]
    public void The_same_history_produces_the_same_bytes_in_any_culture()
    {
        using var folder = new TemporaryFolder();
        LearningCurves.WritePng(folder["one.png"], Histories.Both);
        var culture = CultureInfo.CurrentCulture;
        try
        {
            var german = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            german.NumberFormat.NumberDecimalSeparator = ",";
            CultureInfo.CurrentCulture = german;
            LearningCurves.WritePng(folder["other.png"], Histories.Both);
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }

        Assert.Equal(File.ReadAllBytes(folder["one.png"]), File.ReadAllBytes(folder["other.png"]));
    }

    [Fact]
    public void A_single_epoch_and_nonfinite_losses_are_drawn()
    {
        using var folder = new TemporaryFolder();
        var phase = new TrainingPhase("head", new TrainingHistory(
            [new EpochRecord(1, 2, 0.2, double.NaN, 0.2, 1e-3, 1)], BestEpoch: 1));
        LearningCurves.WritePng(folder["curves.png"], [phase]);
        using var image = SKBitmap.Decode(folder["curves.png"]);
        Assert.Equal(1000, image.Width);
    }

    private static int Count(SKBitmap image, SKColor color, int top, int bottom)
    {
        var count = 0;
        for (var y = top; y < bottom; y++)
        {
            for (var x = 0; x < image.Width; x++)
            {
                if (image.GetPixel(x, y) == color) count++;
            }
        }

        return count;
    }
}
