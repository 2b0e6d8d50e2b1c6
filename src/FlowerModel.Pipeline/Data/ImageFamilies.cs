namespace FlowerModel.Pipeline.Data;

/// <summary>Images that have to be on the same side of the split.</summary>
/// <param name="Name">Identifies the family: <c>group</c> and the name of its first group, or <c>image</c> and the hash of its images.</param>
/// <param name="Images">The images.</param>
internal sealed record ImageFamily(string Name, IReadOnlyList<SplitCandidate> Images);

/// <summary>
/// Finds the images that have to be on the same side of the split: those of one group, copies, and near-duplicates, directly or by way of others.
/// </summary>
internal static class ImageFamilies
{
    private const string OfGroup = "group ";
    private const string OfImage = "image ";

    /// <summary>Divides images into families. The result does not depend on their order.</summary>
    /// <param name="images">The images.</param>
    /// <param name="alike">Pairs of images that look alike, by their SHA-256; null for none.</param>
    public static IEnumerable<ImageFamily> Of(IReadOnlyList<SplitCandidate> images, IEnumerable<(string First, string Second)>? alike = null)
    {
        // A forest over hashes and groups. Each tree has the name that is ordinally the first at its root, so groups come before images.
        var parents = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var image in images)
        {
            if (image.Group is not null) Join(parents, OfImage + image.Entry.Sha256, OfGroup + image.Group);
        }

        foreach (var (first, second) in alike ?? []) Join(parents, OfImage + first, OfImage + second);
        return images
            .GroupBy(image => Root(parents, OfImage + image.Entry.Sha256), StringComparer.Ordinal)
            .Select(family => new ImageFamily(family.Key, [.. family]));
    }

    /// <summary>Returns the hash that decides about a family: that of its image, or of the name of its group.</summary>
    public static string HashOf(ImageFamily family) => family.Name.StartsWith(OfImage, StringComparison.Ordinal)
        ? family.Name.Substring(OfImage.Length)
        : Text.Hashing.OfText(family.Name.Substring(OfGroup.Length));

    private static void Join(Dictionary<string, string> parents, string one, string other)
    {
        (one, other) = (Root(parents, one), Root(parents, other));
        if (string.CompareOrdinal(one, other) < 0) parents[other] = one;
        else parents[one] = other;
    }

    private static string Root(Dictionary<string, string> parents, string name)
    {
        if (!parents.TryGetValue(name, out var parent)) return parents[name] = name;
        if (parent == name) return name;
        return parents[name] = Root(parents, parent);
    }
}
