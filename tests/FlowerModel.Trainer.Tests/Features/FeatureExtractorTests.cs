using System.Security.Cryptography;
using FlowerModel.Conversion.Keras;
using FlowerModel.Testing;
using FlowerModel.Trainer.Features;
using FlowerModel.Trainer.Network;
using FlowerModel.Trainer.Tests.Engine;

namespace FlowerModel.Trainer.Tests.Features;

[Collection(EngineTests.Name)]
public sealed class FeatureExtractorTests : IDisposable
{
    private static readonly MobileNetV2Options Network = new() { Alpha = 0.35, ImageSize = 96 };
    private readonly TemporaryFolder folder = new();
    private int basesLoaded;

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Only_what_is_missing_is_computed_and_without_work_no_base_is_loaded()
    {
        var pictures = Photos(5);
        var first = Extractor().Ensure([.. pictures.Take(4)]);
        var again = Extractor().Ensure([.. pictures.Take(4).Reverse()]);
        var oneMore = Extractor().Ensure(pictures);

        Assert.Equal((4, 0), (first.ComputedPictures, first.ReusedPictures));
        Assert.Equal((0, 4), (again.ComputedPictures, again.ReusedPictures));
        Assert.Equal((1, 4), (oneMore.ComputedPictures, oneMore.ReusedPictures));
        Assert.Equal(2, basesLoaded);
    }

    [Fact]
    public void A_picture_has_the_same_features_alone_and_in_company()
    {
        var pictures = Photos(3);
        Extractor("together").Ensure(pictures);
        foreach (var picture in pictures) Extractor("alone").Ensure([picture]);

        foreach (var file in Directory.GetFiles(folder["together"], "*", SearchOption.AllDirectories))
        {
            var other = Path.Combine(folder["alone"], Path.GetRelativePath(folder["together"], file));
            Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(other));
        }
    }

    [Fact]
    public void A_torn_file_is_computed_anew()
    {
        var pictures = Photos(2);
        Extractor().Ensure(pictures);
        var files = Directory.GetFiles(folder["store"], "*", SearchOption.AllDirectories);
        var whole = File.ReadAllBytes(files[0]);
        File.WriteAllBytes(files[0], new byte[whole.Length]);

        Assert.Equal(1, Extractor().Ensure(pictures).ComputedPictures);
        Assert.Equal(whole, File.ReadAllBytes(files[0]));
    }

    [Fact]
    public void An_unreadable_picture_is_named_and_skipped()
    {
        File.WriteAllText(folder["page.jpg"], "<html>not a picture</html>");
        var pictures = Photos(1).Append(Source(folder["page.jpg"])).ToArray();

        var result = Extractor().Ensure(pictures);

        Assert.Equal(1, result.ComputedPictures);
        var problem = Assert.Single(result.Unreadable);
        Assert.Equal(folder["page.jpg"], problem.Picture.Path);
        Assert.NotEmpty(problem.Reason);
    }

    [Fact]
    public void A_picture_that_changed_since_its_hash_was_taken_stops_the_extraction()
    {
        var changed = Photos(1)[0] with { Sha256 = new string('0', 64) };
        Assert.Contains(
            "changed", Assert.Throws<PictureChangedException>(() => Extractor().Ensure([changed])).Message, StringComparison.Ordinal);
        var gone = Source(Photos(1)[0].Path) with { Path = folder["gone.jpg"] };
        Assert.Throws<PictureChangedException>(() => Extractor().Ensure([gone]));
        Assert.False(Directory.Exists(folder["store"]) && Directory.GetFiles(folder["store"], "*", SearchOption.AllDirectories).Length > 0);
    }

    [Fact]
    public void Cancelling_stops_and_keeps_what_is_done()
    {
        using var stop = new CancellationTokenSource();
        var pictures = Photos(12);

        Assert.ThrowsAny<OperationCanceledException>(() => Extractor(batchSize: 2).Ensure(pictures, new CancelAfter(6, stop), stop.Token));

        Assert.InRange(Extractor(batchSize: 2).Ensure(pictures).ReusedPictures, 2, 11);
    }

    [Fact]
    public void Each_view_and_tap_is_kept_in_its_own_file()
    {
        Extractor(views: 3).Ensure(Photos(2));

        Assert.Equal(2 * 3 * 2, Directory.GetFiles(folder["store"], "*.features", SearchOption.AllDirectories).Length);
    }

    private static PictureSource[] Photos(int count) =>
        [.. Directory.EnumerateFiles(Path.Combine(ReferenceData.FlowerPhotos, "roses"))
            .Order(StringComparer.Ordinal).Take(count).Select(Source)];

    private static PictureSource Source(string path) => new(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))), path);

    private FeatureExtractor Extractor(string store = "store", int views = 1, int batchSize = 16) => new(
        new FeatureStore(folder[store]),
        Network,
        new ExtractionOptions { BaseId = "test", Taps = [Tap.PooledOutput, Tap.Before("100")], Views = views, BatchSize = batchSize },
        () =>
        {
            basesLoaded++;
            return MobileNetV2.Create(Network, seed: 1);
        });

    private sealed class CancelAfter(int count, CancellationTokenSource source) : IProgress<ExtractionProgress>
    {
        public void Report(ExtractionProgress value)
        {
            if (value.Done == count) source.Cancel();
        }
    }
}
