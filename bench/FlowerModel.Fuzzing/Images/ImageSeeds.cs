using System.Reflection;

namespace FlowerModel.Fuzzing.Images;

/// <summary>A valid image.</summary>
/// <param name="Name">What kind of image it is.</param>
/// <param name="Bytes">The file.</param>
public sealed record ImageSeed(string Name, byte[] Bytes);

/// <summary>Small images of all kinds: JPEGs of libjpeg-turbo, and generated PNG, BMP and GIF files.</summary>
public static class ImageSeeds
{
    /// <summary>All images, in a fixed order.</summary>
    public static IReadOnlyList<ImageSeed> All { get; } = [.. Jpegs(), .. Pngs(), .. Others()];

    /// <summary>Returns the image with a name.</summary>
    public static byte[] Named(string name) => All.Single(seed => seed.Name == name).Bytes;

    private static IEnumerable<ImageSeed> Jpegs()
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var name in assembly.GetManifestResourceNames().Order(StringComparer.Ordinal))
        {
            using var resource = assembly.GetManifestResourceStream(name)!;
            var bytes = new byte[resource.Length];
            resource.ReadExactly(bytes);
            yield return new ImageSeed(name, bytes);
        }
    }

    private static IEnumerable<ImageSeed> Pngs()
    {
        foreach (var (color, depths) in new (int, int[])[] { (0, [1, 2, 4, 8, 16]), (2, [8, 16]), (3, [1, 2, 4, 8]), (4, [8, 16]), (6, [8, 16]) })
        {
            foreach (var depth in depths)
            {
                foreach (var interlaced in new[] { false, true })
                    yield return new ImageSeed($"color {color}, {depth} bits{(interlaced ? ", interlaced" : "")}.png", PngWriter.Write(13, 9, color, depth, interlaced));
            }
        }
    }

    private static IEnumerable<ImageSeed> Others()
    {
        foreach (var bits in new[] { 1, 4, 8, 16, 24, 32 }) yield return new ImageSeed($"{bits} bits.bmp", SimpleImages.Bmp(11, 7, bits));
        yield return new ImageSeed("one frame.gif", SimpleImages.Gif(9, 5, frames: 1));
        yield return new ImageSeed("animated.gif", SimpleImages.Gif(9, 5, frames: 3));
    }
}
