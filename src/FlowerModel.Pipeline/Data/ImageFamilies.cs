namespace FlowerModel.Pipeline.Data;

/// <summary>Images that have to be on the same side of the split.</summary>
/// <param name="Name">Identifies the family: <c>group</c> and the name of its first group, or <c>image</c> and the hash of its images.</param>
/// <param name="Images">The images.</param>
internal sealed record ImageFamily(string Name, IReadOnlyList<SplitCandidate> Images);

/// <summary>Finds the images that have to be on the same side of the split: those of one group, and copies, directly or by way of others.</summary>
internal static class ImageFamilies
{
    private const string OfGroup = "group ";
    private const string OfImage = "image ";

    /// <summary>Divides images into families. The result does not depend on their order.</summary>
    public static IEnumerable<ImageFamily> Of(IReadOnlyList<SplitCandidate> images)
    {
        // A forest over hashes and groups. Each tree has the name that is ordinally the first at its root, so groups come before images.
        var parents = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var image in images)
        {
            var name = Root(parents, OfImage + image.Entry.Sha256);
            if (image.Group is null) continue;
            var group = Root(parents, OfGroup + image.Group);
            if (string.CompareOrdinal(name, group) < 0) parents[group] = name;
            else parents[name] = group;
        }

        return images
            .GroupBy(image => Root(parents, OfImage + image.Entry.Sha256), StringComparer.Ordinal)
            .Select(family => new ImageFamily(family.Key, [.. family]));
    }

    /// <summary>Returns the hash that decides about a family: that of its image, or of the name of its group.</summary>
    public static string HashOf(ImageFamily family) => family.Name.StartsWith(OfImage, StringComparison.Ordinal)
        ? family.Name.Substring(OfImage.Length)
        : Text.Hashing.OfText(family.Name.Substring(OfGroup.Length));

    private static string Root(Dictionary<string, string> parents, string name)
    {
        if (!parents.TryGetValue(name, out var parent)) return parents[name] = name;
        if (parent == name) return name;
        return parents[name] = Root(parents, parent);
    }
}
