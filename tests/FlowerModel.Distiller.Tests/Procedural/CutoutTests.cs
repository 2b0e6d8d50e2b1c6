using System.Numerics;
using FlowerModel.Distiller.Lessons;
using FlowerModel.Distiller.Procedural;
using FlowerModel.Distiller.Procedural.Cutouts;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Text;
using FlowerModel.Runtime.Images;
using FlowerModel.Testing;
using FlowerModel.Trainer.Features;
using SkiaSharp;

namespace FlowerModel.Distiller.Tests.Procedural;

public sealed class CutoutTests
{
    /// <summary>SHA-256 of the pixels of twelve images with cutouts, so that a base can be made again on any machine.</summary>
    private const string Pixels = "b9ac255e1c8cdc4547500dbe25169dc64ece608acd535f7e058ca48075eb433b";

    private static readonly SKColor Violet = new(0x90, 0x10, 0xE0);

    [Fact]
    public void A_cutout_is_reduced_to_what_is_visible()
    {
        using var folder = new TemporaryFolder();
        var cutout = Cutout.Read(Disc(folder, "disc.png", 40, new SKPoint(14, 20), radius: 9))!;
        Assert.InRange(cutout.Width, 18, 20);
        Assert.InRange(cutout.Height, 18, 20);
        Assert.InRange(Vector4.Distance(new Vector4(Violet.Red / 255f, Violet.Green / 255f, Violet.Blue / 255f, 1), cutout.At(9, 9)), 0, 1e-6f);
        Assert.Equal(Vector4.Zero, cutout.At(-5, 9));
        var color = cutout.At(9, 9);
        Assert.Equal(Luma.Of(color.X, color.Y, color.Z), cutout.Brightness, 0.01f);
        var half = cutout.Shrink(2);
        Assert.Equal((cutout.Width + 1) / 2, half.Width);
        Assert.Equal(1, half.At(half.Width / 2, half.Height / 2).W);
    }

    [Fact]
    public void A_large_cutout_is_shrunk()
    {
        using var folder = new TemporaryFolder();
        var cutout = Cutout.Read(Disc(folder, "disc.png", 1200, new SKPoint(600, 600), radius: 520))!;
        Assert.InRange(cutout.Width, 200, 256);
        Assert.Equal(1, cutout.At(cutout.Width / 2, cutout.Height / 2).W, 1e-6f);
    }

    [Fact]
    public void Files_without_an_outline_are_no_cutouts()
    {
        using var folder = new TemporaryFolder();
        Draw(folder, "opaque.png", 20, canvas => canvas.Clear(Violet));
        Draw(folder, "empty.png", 20, _ => { });
        File.WriteAllText(folder["readme.txt"], "no image");
        var disc = Disc(folder, "disc.png", 40, new SKPoint(20, 20), radius: 15);
        File.Copy(disc, folder["copy.png"]);
        var files = CutoutFiles.Find([folder.FullName]);
        Assert.Equal("copy.png", Path.GetFileName(Assert.Single(files.Paths)));
        Assert.NotEqual("", files.Key);
        Assert.Equal(CutoutFiles.None, CutoutFiles.Find([]));
        Assert.Equal(Codes.DatasetNotFound, Assert.Throws<PipelineException>(() => CutoutFiles.Find([folder["missing"]])).Diagnostic.Code);
    }

    [Fact]
    public void Every_second_image_shows_cutouts_with_the_same_bits_everywhere()
    {
        using var folder = new TemporaryFolder();
        Disc(folder, "disc.png", 64, new SKPoint(32, 32), radius: 30);
        var files = CutoutFiles.Find([folder.FullName]);
        byte[][] images = [.. Enumerable.Range(0, 24).AsParallel().AsOrdered().Select(number => Image(number, files).Pixels)];
        Assert.All(images.Index(), image => Assert.Equal(image.Index % 2 == 0, image.Item.SequenceEqual(Image(image.Index, CutoutFiles.None).Pixels)));
        Assert.Equal(Pixels, Hashing.OfBytes([.. images.Where((_, number) => number % 2 == 1).SelectMany(pixels => pixels)]));
        Assert.NotEqual(new ProceduralSeries(1, 0, [], CutoutFiles.None).Sha256, new ProceduralSeries(1, 0, [], files).Sha256);
    }

    private static RgbImage Image(int number, CutoutFiles files) => ProceduralImage.Draw(
        1, number, part => new RgbImage(1, 1, [(byte)(part * 255), 90, 120]), files.Paths.Count == 0 ? null : _ => files.Load(0));

    private static string Disc(TemporaryFolder folder, string name, int size, SKPoint center, float radius) => Draw(folder, name, size, canvas =>
    {
        using var paint = new SKPaint { Color = Violet };
        canvas.DrawCircle(center, radius, paint);
    });

    private static string Draw(TemporaryFolder folder, string name, int size, Action<SKCanvas> draw)
    {
        using var bitmap = new SKBitmap(size, size);
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(SKColors.Transparent);
        draw(canvas);
        canvas.Flush();
        var path = folder[name];
        using var stream = File.Create(path);
        bitmap.Encode(stream, SKEncodedImageFormat.Png, quality: 100);
        return path;
    }
}
