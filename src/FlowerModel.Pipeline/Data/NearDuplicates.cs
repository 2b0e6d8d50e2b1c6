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
        var images = fingerprints.OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => (Sha256: pair.Key, Hash: ulong.Parse(pair.Value, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture))).ToArray();
        // Of one band more than bits that may differ, at least one is the same, so only images with an equal band are compared.
        for (var band = 0; band <= MaxDistance; band++)
        {
            var (start, end) = (band * Bits / (MaxDistance + 1), (band + 1) * Bits / (MaxDistance + 1));
            var mask = (1ul << (end - start)) - 1;
            foreach (var same in images.GroupBy(image => (image.Hash >> start) & mask).Select(group => group.ToArray()))
            {
                for (var i = 0; i < same.Length; i++)
                {
                    for (var j = i + 1; j < same.Length; j++)
                    {
                        if (Distance(same[i].Hash, same[j].Hash) <= MaxDistance) yield return (same[i].Sha256, same[j].Sha256);
                    }
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
