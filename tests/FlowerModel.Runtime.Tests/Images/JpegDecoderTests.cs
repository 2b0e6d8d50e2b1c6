using FlowerModel.Runtime.Images;
using FlowerModel.Testing;
using StbImageSharp;

namespace FlowerModel.Runtime.Tests.Images;

/// <summary>The decoder returns the pixels of StbImageSharp, an independent decoder, and rejects the same files.</summary>
public class JpegDecoderTests
{
    public static TheoryData<string> Photos => [.. SamplePhotos().Select(path => Path.GetRelativePath(Root, path))];

    private static string Root => Path.Combine(ReferenceData.RepositoryRoot, "sample", "FlowerApp", "flowers");

    [Theory]
    [MemberData(nameof(Photos))]
    public void A_photo_has_the_same_pixels(string name)
    {
        var bytes = File.ReadAllBytes(Path.Combine(Root, name));

        AssertSame(ImageResult.FromMemory(bytes, ColorComponents.RedGreenBlue), RgbImage.Load(bytes));
    }

    [Fact]
    public void Real_photos_have_the_same_pixels()
    {
        string[] photos = [.. Directory.EnumerateFiles(ReferenceData.FlowerPhotos, "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        for (var i = 0; i < photos.Length; i += 40)
        {
            var bytes = File.ReadAllBytes(photos[i]);
            AssertSame(ImageResult.FromMemory(bytes, ColorComponents.RedGreenBlue), RgbImage.Load(bytes));
        }
    }

    /// <summary>Damage in the entropy-coded data only: in headers, StbImageSharp can loop forever.</summary>
    [Fact]
    public void Damaged_image_data_has_the_same_pixels_or_is_rejected_alike()
    {
        var random = new Random(1);
        var (same, rejected) = (0, 0);
        foreach (var path in SamplePhotos())
        {
            var whole = File.ReadAllBytes(path);
            var data = whole.AsSpan().IndexOf<byte>([0xFF, 0xDA]) + 14;
            for (var i = 0; i < 10; i++)
            {
                var bytes = (byte[])whole.Clone();
                for (var n = 0; n < 3; n++)
                {
                    ref var damaged = ref bytes[random.Next(data, bytes.Length - 2)];

                    // Stuffed zeros and markers stay as they are, because a new marker changes what the rest of the file means.
                    if (damaged is not (0 or 0xFF)) damaged = (byte)random.Next(1, 255);
                }

                var expected = Decode(() => ImageResult.FromMemory(bytes, ColorComponents.RedGreenBlue));
                var actual = Decode(() => RgbImage.Load(bytes));
                Assert.Equal(expected is null, actual is null);
                if (expected is null || actual is null)
                {
                    rejected++;
                    continue;
                }

                AssertSame(expected, actual);
                same++;
            }
        }

        Assert.True(same > 20 && rejected > 20, $"{same} and {rejected}");
    }

    private static IEnumerable<string> SamplePhotos() =>
        Directory.EnumerateFiles(Root, "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Where((_, i) => i % 20 == 0);

    private static T? Decode<T>(Func<T> decode)
        where T : class
    {
        try
        {
            return decode();
        }
#pragma warning disable CA1031 // StbImageSharp throws various exceptions.
        catch (Exception error) when (error is not ImageFormatException || typeof(T) == typeof(RgbImage))
#pragma warning restore CA1031
        {
            return null;
        }
    }

    private static void AssertSame(ImageResult expected, RgbImage actual)
    {
        Assert.Equal((expected.Width, expected.Height), (actual.Width, actual.Height));
        Assert.True(expected.Data.AsSpan().SequenceEqual(actual.Pixels), "The pixels differ.");
    }
}
