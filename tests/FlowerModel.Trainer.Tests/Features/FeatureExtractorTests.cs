using System.Security.Cryptography;
using FlowerModel.Conversion.Keras;
using FlowerModel.Networks;
using FlowerModel.Pipeline.Data;
using FlowerModel.Testing;
using FlowerModel.Trainer.Features;
using FlowerModel.Trainer.Network;

namespace FlowerModel.Trainer.Tests.Features;

public sealed class FeatureExtractorTests : IDisposable
{
    private static readonly SizedNetwork Network = NetworkCatalog.Default.At(0.35, 96);
    private readonly TemporaryFolder folder = new();
    private int basesLoaded;

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Only_missing_features_are_computed_and_the_base_is_loaded_only_if_needed()
    {
        var images = Photos(5);
        var first = Extractor().Ensure([.. images.Take(4)]);
        var again = Extractor().Ensure([.. images.Take(4).Reverse()]);
        var oneMore = Extractor().Ensure(images);

        Assert.Equal((4, 0), (first.ComputedImages, first.ReusedImages));
        Assert.Equal((0, 4), (again.ComputedImages, again.ReusedImages));
        Assert.Equal((1, 4), (oneMore.ComputedImages, oneMore.ReusedImages));
        Assert.Equal(2, basesLoaded);
    }

    [Fact]
    public void An_image_has_the_same_features_alone_and_in_a_batch()
    {
        var images = Photos(3);
        Extractor("together").Ensure(images);
        foreach (var image in images) Extractor("alone").Ensure([image]);

        foreach (var file in Directory.GetFiles(folder["together"], "*", SearchOption.AllDirectories))
        {
            var other = Path.Combine(folder["alone"], Path.GetRelativePath(folder["together"], file));
            Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(other));
        }
    }

    [Fact]
    public void An_incomplete_file_is_computed_again()
    {
        var images = Photos(2);
        Extractor().Ensure(images);
        var files = Directory.GetFiles(folder["store"], "*", SearchOption.AllDirectories);
        var whole = File.ReadAllBytes(files[0]);
        File.WriteAllBytes(files[0], new byte[whole.Length]);

        Assert.Equal(1, Extractor().Ensure(images).ComputedImages);
        Assert.Equal(whole, File.ReadAllBytes(files[0]));
    }

    [Fact]
    public void An_unreadable_image_is_named_and_skipped()
    {
        File.WriteAllText(folder["page.jpg"], "<html>not an image</html>");
        var images = Photos(1).Append(Source(folder["page.jpg"])).ToArray();

        var result = Extractor().Ensure(images);

        Assert.Equal(1, result.ComputedImages);
        var problem = Assert.Single(result.Unreadable);
        Assert.Equal(folder["page.jpg"], problem.Image.Path);
        Assert.NotEmpty(problem.Reason);
    }

    [Fact]
    public void An_image_that_changed_after_hashing_stops_the_extraction()
    {
        var changed = Photos(1)[0] with { Sha256 = new string('0', 64) };
        Assert.Contains(
            "changed", Assert.Throws<ImageChangedException>(() => Extractor().Ensure([changed])).Message, StringComparison.Ordinal);
        var gone = Source(Photos(1)[0].Path) with { Path = folder["gone.jpg"] };
        Assert.Throws<ImageChangedException>(() => Extractor().Ensure([gone]));
        Assert.False(Directory.Exists(folder["store"]) && Directory.GetFiles(folder["store"], "*", SearchOption.AllDirectories).Length > 0);
    }

    [Fact]
    public void Canceling_stops_the_extraction_and_keeps_finished_features()
    {
        using var stop = new CancellationTokenSource();
        var images = Photos(12);

        Assert.ThrowsAny<OperationCanceledException>(() => Extractor().Ensure(images, new CancelAfter(6, stop), stop.Token));

        Assert.InRange(Extractor().Ensure(images).ReusedImages, 2, 11);
    }

    [Fact]
    public void Each_view_and_tap_is_kept_in_its_own_file()
    {
        Extractor(views: 3).Ensure(Photos(2));

        Assert.Equal(2 * 3 * 2, Directory.GetFiles(folder["store"], "*.features", SearchOption.AllDirectories).Length);
    }

    private static ImageSource[] Photos(int count) =>
        [.. Directory.EnumerateFiles(Path.Combine(ReferenceData.FlowerPhotos, "roses"))
            .Order(StringComparer.Ordinal).Take(count).Select(Source)];

    private static ImageSource Source(string path) => new(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))), path);

    private FeatureExtractor Extractor(string store = "store", int views = 1) => new(
        new FeatureStore(folder[store]),
        Network,
        new ExtractionOptions { BaseId = "test", Taps = [Tap.PooledOutput(Network.Network), Tap.Before(Network.Network, "100")], Views = views },
        () =>
        {
            basesLoaded++;
            return InitialWeights.OfBase(Network, seed: 1);
        });

    private sealed class CancelAfter(int count, CancellationTokenSource source) : IProgress<ExtractionProgress>
    {
        public void Report(ExtractionProgress value)
        {
            if (value.Done == count) source.Cancel();
        }
    }
}
