using System.Numerics;
using FlowerModel.Pipeline.Text;
using FlowerModel.Runtime.Images;
using FlowerModel.Testing;
using FlowerModel.Trainer.Features;

namespace FlowerModel.Trainer.Tests.Features;

public sealed class ImageFingerprintTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Copies_of_another_size_brightness_and_noise_differ_in_few_bits()
    {
        foreach (var original in Drawings())
        {
            var fingerprint = ImageFingerprint.Of(original)!.Value;
            foreach (var copy in (RgbImage[])[Halved(original), Doubled(original), Changed(original, static (value, _) => (value * 9 / 10) + 10), Noisy(original)])
                Assert.InRange(BitOperations.PopCount(fingerprint ^ ImageFingerprint.Of(copy)!.Value), 0, 6);
        }
    }

    [Fact]
    public void Different_drawings_differ_in_more_bits()
    {
        var fingerprints = Drawings().Select(image => ImageFingerprint.Of(image)!.Value).ToArray();
        Assert.Equal(50, fingerprints.Length);
        for (var i = 0; i < fingerprints.Length; i++)
        {
            for (var j = i + 1; j < fingerprints.Length; j++) Assert.InRange(BitOperations.PopCount(fingerprints[i] ^ fingerprints[j]), 7, 64);
        }
    }

    [Fact]
    public void The_bits_are_those_of_a_transform_in_floating_point()
    {
        foreach (var image in Drawings().Take(10))
        {
            var spectrum = ReferenceSpectrum(image);
            var median = spectrum.Skip(1).Order().ElementAt(31);
            var differing = BitOperations.PopCount(
                ImageFingerprint.Of(image)!.Value ^ spectrum.Select((value, i) => i > 0 && value > median ? 1ul << i : 0).Aggregate((a, b) => a | b));
            // Integers may order two nearly equal frequencies otherwise.
            Assert.InRange(differing, 0, 2);
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 300)]
    [InlineData(33, 31)]
    public void An_image_of_any_size_is_accepted_and_a_plain_one_has_no_fingerprint(int width, int height)
    {
        var plain = new byte[width * height * 3];
        Assert.Null(ImageFingerprint.Of(new RgbImage(width, height, plain)));
        if (width * height == 1) return;
        Array.Fill(plain, byte.MaxValue, plain.Length / 2, plain.Length / 3);
        Assert.NotNull(ImageFingerprint.Of(new RgbImage(width, height, plain)));
    }

    [Fact]
    public void A_stored_fingerprint_is_read_instead_of_the_image()
    {
        var file = DrawingFiles().First();
        var image = folder["image.jpg"];
        File.Copy(file, image);
        File.WriteAllBytes(folder["plain.bmp"], [.. "not read"u8]);
        var sources = new ImageSource[] { new(Hashing.OfFile(image), image) };
        var store = new FeatureStore(folder["features"]);
        var first = new FingerprintStore(store).Of(sources, TestContext.Current.CancellationToken);
        Assert.Equal(ImageFingerprint.Of(RgbImage.Load(image))!.Value.ToString("x16", null), Assert.Single(first).Value);

        var plain = new ImageSource(Hashing.OfFile(folder["plain.bmp"]), folder["plain.bmp"]);
        new FingerprintStore(store).Add(plain.Sha256, new RgbImage(4, 4, new byte[48]));
        File.Delete(image);
        Assert.Equal(first, new FingerprintStore(store).Of([.. sources, plain], TestContext.Current.CancellationToken));
    }

    private static IEnumerable<string> DrawingFiles() =>
        Directory.EnumerateFiles(Path.Combine(ReferenceData.RepositoryRoot, "sample", "FlowerApp", "flowers", "daisy")).Order(StringComparer.Ordinal).Take(50);

    private static IEnumerable<RgbImage> Drawings() => DrawingFiles().Select(RgbImage.Load);

    private static RgbImage Changed(RgbImage image, Func<int, int, int> change) =>
        new(image.Width, image.Height, [.. image.Pixels.Select((value, i) => (byte)Math.Clamp(change(value, i), 0, 255))]);

    private static RgbImage Noisy(RgbImage image)
    {
        var random = new Random(1);
        return Changed(image, (value, _) => value + random.Next(-10, 11));
    }

    private static RgbImage Halved(RgbImage image) => Resampled(image, image.Width / 2, image.Height / 2);

    private static RgbImage Doubled(RgbImage image) => Resampled(image, image.Width * 2, image.Height * 2);

    // The nearest pixel, or the mean of the four that become one.
    private static RgbImage Resampled(RgbImage image, int width, int height)
    {
        var pixels = new byte[width * height * 3];
        for (var i = 0; i < pixels.Length; i++)
        {
            var (channel, x, y) = (i % 3, i / 3 % width, i / 3 / width);
            var sum = 0;
            for (var part = 0; part < 4; part++)
            {
                var column = ((2 * x) + (part % 2)) * image.Width / (2 * width);
                var row = ((2 * y) + (part / 2)) * image.Height / (2 * height);
                sum += image.Pixels[(((row * image.Width) + column) * 3) + channel];
            }

            pixels[i] = (byte)(sum / 4);
        }

        return new RgbImage(width, height, pixels);
    }

    // By definition, in double precision: mean gray of 32x32 cells, then the cosine transform.
    private static double[] ReferenceSpectrum(RgbImage image)
    {
        var cells = new double[32, 32];
        var counts = new int[32, 32];
        for (var y = 0; y < image.Height; y++)
        {
            for (var x = 0; x < image.Width; x++)
            {
                var at = ((y * image.Width) + x) * 3;
                var cell = (Cell(y, image.Height), Cell(x, image.Width));
                cells[cell.Item1, cell.Item2] += (0.299 * image.Pixels[at]) + (0.587 * image.Pixels[at + 1]) + (0.114 * image.Pixels[at + 2]);
                counts[cell.Item1, cell.Item2]++;
            }
        }

        var spectrum = new double[64];
        for (var i = 0; i < 64; i++)
        {
            for (var y = 0; y < 32; y++)
            {
                for (var x = 0; x < 32; x++)
                    spectrum[i] += cells[y, x] / counts[y, x] * Math.Cos(Math.PI * (i / 8) * (y + 0.5) / 32) * Math.Cos(Math.PI * (i % 8) * (x + 0.5) / 32);
            }
        }

        return spectrum;

        static int Cell(int position, int length) => Enumerable.Range(0, 32).Last(cell => cell * length / 32 <= position);
    }
}
