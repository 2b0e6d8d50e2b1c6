using System.Numerics;
using FlowerModel.Distiller.Lessons;
using FlowerModel.Distiller.Procedural;
using FlowerModel.Distiller.Procedural.Cutouts;
using FlowerModel.Pipeline.Text;
using FlowerModel.Runtime.Images;
using FlowerModel.Testing;

namespace FlowerModel.Distiller.Tests.Procedural;

public sealed class ProceduralImageTests
{
    /// <summary>SHA-256 of the pixels of the first 40 images, so that a base can be made again on any machine.</summary>
    private const string Pixels = "d84521e22f370e35ebf8dff432f4247c1446e4594b5e9add2014417b3e5ac6f0";

    [Fact]
    public void An_image_depends_on_seed_and_number_only_and_has_the_same_bits_everywhere()
    {
        byte[][] images = [.. Enumerable.Range(0, 40).AsParallel().AsOrdered().Select(number => Draw(1, number).Pixels)];
        Assert.Equal(Pixels, Hashing.OfBytes([.. images.SelectMany(pixels => pixels)]));
        Assert.Equal(40, images.Select(pixels => Hashing.OfBytes(pixels)).Distinct().Count());
        Assert.NotEqual(images[0], Draw(2, 0).Pixels);
    }

    [Fact]
    public void Images_use_the_range_of_brightness_and_differ_from_each_other_as_photos_do()
    {
        double[] means = [.. Enumerable.Range(0, 60).AsParallel().AsOrdered().Select(number => Draw(1, number).Pixels.Average(value => (double)value))];
        Assert.InRange(means.Average(), 80, 160);
        Assert.InRange(Math.Sqrt(means.Average(mean => (mean - means.Average()) * (mean - means.Average()))), 20, 80);
    }

    [Fact]
    public void The_coverage_of_a_polygon_sums_up_to_its_area()
    {
        Vector2[] triangle = [new(2.5f, 1), new(13, 4.25f), new(5, 14.5f)];
        var coverage = new PolygonCoverage(triangle, 16);
        double sum = 0;
        for (var y = 0; y < 16; y++)
        {
            for (var x = 0; x < 16; x++) sum += coverage[x, y];
        }

        var area = 0.5 * Math.Abs(((13 - 2.5) * (14.5 - 1)) - ((5 - 2.5) * (4.25 - 1)));
        Assert.Equal(area, sum, 0.3);
        Assert.Equal((1f, 0f), (coverage[6, 7], coverage[15, 15]));
        Assert.Equal(16 * 16, Sum(new PolygonCoverage([new(-50, -50), new(50, -50), new(50, 50), new(-50, 50)], 16)));

        static double Sum(PolygonCoverage whole) => Enumerable.Range(0, 256).Sum(i => (double)whole[i % 16, i / 16]);
    }

    [Fact]
    public void Each_view_of_a_series_is_another_image()
    {
        var photos = Directory.EnumerateFiles(Path.Combine(ReferenceData.RepositoryRoot, "sample/FlowerApp/flowers/roses")).Order();
        var series = new ProceduralSeries(1, 3, [new PhotoFile("", photos.First())], CutoutFiles.None);
        Assert.Equal(series.Load(2).Pixels, series.Load(2).Pixels);
        Assert.NotEqual(series.Load(2).Pixels, series.Load(3).Pixels);
        Assert.NotEqual(series.Sha256, new ProceduralSeries(1, 4, series.Photos, CutoutFiles.None).Sha256);
    }

    private static RgbImage Draw(ulong seed, int number) => ProceduralImage.Draw(seed, number, part => Photo((byte)(part * 255)));

    private static RgbImage Photo(byte level) => new(8, 8, [.. Enumerable.Range(0, 192).Select(i => (byte)(level ^ (i * 37)))]);
}
