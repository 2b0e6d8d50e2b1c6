using System.Globalization;

namespace FlowerModel.Pipeline.Data;

/// <summary>
/// Divides images among machines: first into parts, by the hash of their bytes, then the parts among the machines. The parts depend only on the images and
/// not on the number of machines, so what any number of machines has computed fits together.
/// </summary>
public static class ImageShards
{
    /// <summary>Number of images that a part has at most, on average.</summary>
    private const int ImagesPerPart = 256;

    private const int MinParts = 16;
    private const int MaxParts = 4096;

    // Parts are numbered by the first 16 bits of the hash.
    private const int HashDigits = 4;
    private const int HashBits = 16;

    /// <summary>Divides images into parts.</summary>
    /// <param name="hashes">The SHA-256 of each image, as lowercase hexadecimal digits; repetitions count once.</param>
    /// <returns>The parts, each sorted; some can be empty.</returns>
    public static IReadOnlyList<IReadOnlyList<string>> Parts(IEnumerable<string> hashes)
    {
        var distinct = new SortedSet<string>(hashes, StringComparer.Ordinal);
        var parts = new List<string>[CountOfParts(distinct.Count)];
        for (var i = 0; i < parts.Length; i++) parts[i] = [];
        foreach (var hash in distinct)
        {
            var prefix = int.Parse(hash.Substring(0, HashDigits), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            parts[(prefix * parts.Length) >> HashBits].Add(hash);
        }

        return parts;
    }

    private static int CountOfParts(int images)
    {
        var count = MinParts;
        while (count < MaxParts && images > count * ImagesPerPart) count *= 2;
        return count;
    }
}
