using System.Globalization;

namespace FlowerModel.Pipeline.Data;

/// <summary>Finds images that look alike by their perceptual hashes.</summary>
internal static class NearDuplicates
{
    /// <summary>
    /// Number of bits in which the hashes of near-duplicates differ at most. Copies of another size or compression are within that; two of 2,000 unrelated
    /// photos hardly ever differ in fewer than 8.
    /// </summary>
    public const int MaxDistance = 6;

    private const int Bits = 64;

    /// <summary>Returns the pairs of near-duplicates, by their SHA-256.</summary>
    /// <param name="fingerprints">Perceptual hashes of 16 hexadecimal digits by the images' SHA-256.</param>
    public static IEnumerable<(string First, string Second)> Pairs(IReadOnlyDictionary<string, string> fingerprints)
    {
        var images = new string[fingerprints.Count];
        var hashes = new ulong[images.Length];
        var count = 0;
        foreach (var image in fingerprints)
        {
            images[count] = image.Key;
            hashes[count++] = ulong.Parse(image.Value, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        }

        Array.Sort(images, hashes, StringComparer.Ordinal);
        // Of one band more than bits that may differ, at least one is the same, so only images with an equal band are compared: a list for each value of the
        // band leads from an image to the one before it.
        var earlier = new int[images.Length];
        for (var band = 0; band <= MaxDistance; band++)
        {
            var (start, end) = (band * Bits / (MaxDistance + 1), (band + 1) * Bits / (MaxDistance + 1));
            var latest = new int[1 << (end - start)];
            for (var i = 0; i < images.Length; i++)
            {
                ref var first = ref latest[(int)(hashes[i] >> start) & (latest.Length - 1)];
                (earlier[i], first) = (first - 1, i + 1);
                for (var j = earlier[i]; j >= 0; j = earlier[j])
                {
                    if (Distance(hashes[i], hashes[j]) <= MaxDistance) yield return (images[j], images[i]);
                }
            }
        }
    }

    private static int Distance(ulong a, ulong b)
    {
        var distance = 0;
        for (var bits = a ^ b; bits != 0; bits &= bits - 1) distance++;
        return distance;
    }
}
