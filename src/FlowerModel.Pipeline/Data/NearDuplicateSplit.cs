using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Data;

/// <summary>
/// The split after images that look alike were brought into one subset: a near-duplicate of a training image in the validation subset makes the
/// validation accuracy too high.
/// </summary>
/// <param name="Entries">All images, in their order.</param>
/// <param name="Clusters">The images that look alike, one list per cluster, sorted by path.</param>
public sealed record NearDuplicateSplit(IReadOnlyList<ManifestEntry> Entries, IReadOnlyList<IReadOnlyList<ManifestEntry>> Clusters)
{
    /// <summary>
    /// Changes the subsets. A cluster follows the images whose subset the dataset names, or else one of its families, which a hash draws, so that clusters
    /// are not in one subset more often than single images. A cluster without which a class would have no training or no validation images stays divided.
    /// </summary>
    /// <param name="entries">The images.</param>
    /// <param name="fingerprints">Perceptual hashes of 16 hexadecimal digits by the images' SHA-256; images that have none are not compared.</param>
    public static NearDuplicateSplit Of(IReadOnlyList<ManifestEntry> entries, IReadOnlyDictionary<string, string> fingerprints)
    {
        var present = new HashSet<string>(entries.Select(entry => entry.Sha256), StringComparer.Ordinal);
        var pairs = NearDuplicates.Pairs(fingerprints).Where(pair => present.Contains(pair.First) && present.Contains(pair.Second)).ToArray();
        if (pairs.Length == 0) return new NearDuplicateSplit(entries, []);
        SplitCandidate[] images = [.. entries.Select(entry => new SplitCandidate(entry, entry.IsFixed == true ? entry.Subset : null, entry.Group))];
        var alike = new HashSet<string>(pairs.SelectMany(pair => (string[])[pair.First, pair.Second]), StringComparer.Ordinal);
        var clusters = ImageFamilies.Of(images, pairs).Where(cluster => cluster.Images.Any(image => alike.Contains(image.Entry.Sha256))).ToList();
        while (true)
        {
            var subsets = clusters.SelectMany(Moved).ToDictionary(move => move.Entry.Path, move => move.Subset, StringComparer.Ordinal);
            ManifestEntry[] split = [.. entries.Select(entry => subsets.TryGetValue(entry.Path, out var subset) ? entry with { Subset = subset } : entry)];
            var emptied = Emptied(entries, split);
            if (clusters.RemoveAll(cluster => cluster.Images.Any(image => emptied.Contains(image.Entry.Label))) == 0)
                return new NearDuplicateSplit(split, Listed(split, clusters));
        }
    }

    private static IEnumerable<(ManifestEntry Entry, Subset Subset)> Moved(ImageFamily cluster)
    {
        var subset = cluster.Images.Max(image => image.Subset) ?? ImageFamilies.Of(cluster.Images)
            .OrderBy(family => Hashing.OfText(family.Name), StringComparer.Ordinal).First().Images[0].Entry.Subset;
        return cluster.Images.Where(image => image.Subset is null).Select(image => (image.Entry, subset));
    }

    private static HashSet<string> Emptied(IReadOnlyList<ManifestEntry> before, IReadOnlyList<ManifestEntry> after)
    {
        var kept = new HashSet<(string, Subset)>(after.Select(entry => (entry.Label, entry.Subset)));
        return [.. before.Where(entry => !kept.Contains((entry.Label, entry.Subset))).Select(entry => entry.Label)];
    }

    private static List<IReadOnlyList<ManifestEntry>> Listed(ManifestEntry[] entries, List<ImageFamily> clusters)
    {
        var byPath = entries.ToDictionary(entry => entry.Path, StringComparer.Ordinal);
        return
        [
            .. clusters
                .Select(cluster => cluster.Images.Select(image => byPath[image.Entry.Path]).OrderBy(entry => entry.Path, StringComparer.Ordinal).ToArray())
                .OrderBy(cluster => cluster[0].Path, StringComparer.Ordinal),
        ];
    }
}
