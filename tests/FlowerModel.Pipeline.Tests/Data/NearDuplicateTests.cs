using System.Globalization;
using System.Numerics;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Tests.Data;

/// <summary>Images that look alike are found and stay in one subset.</summary>
public sealed class NearDuplicateTests
{
    [Fact]
    public void Pairs_are_those_that_a_comparison_of_all_images_finds()
    {
        var random = new Random(1);
        var hashes = Enumerable.Range(0, 40).Select(_ => (ulong)random.NextInt64()).ToArray();
        // Each of these has some neighbors at known distances.
        ulong[] all = [.. hashes, .. hashes.SelectMany((hash, i) => Enumerable.Range(0, 4).Select(_ => Flip(hash, i % 10, random)))];
        var fingerprints = all.Select((hash, i) => (hash, Hash(i))).ToDictionary(pair => pair.Item2, pair => Text(pair.hash));
        var expected = new HashSet<(string, string)>();
        for (var i = 0; i < all.Length; i++)
        {
            for (var j = i + 1; j < all.Length; j++)
            {
                if (BitOperations.PopCount(all[i] ^ all[j]) <= NearDuplicates.MaxDistance) expected.Add(Ordered(Hash(i), Hash(j)));
            }
        }

        Assert.NotEmpty(expected);
        Assert.Equal(expected.Order(), NearDuplicates.Pairs(fingerprints).Distinct().Order());
    }

    [Fact]
    public void A_cluster_is_in_one_subset_and_in_validation_as_often_as_an_image()
    {
        var entries = Entries(3000, SplitRule.Content);
        var fingerprints = Clusters(entries, size: 3);
        var split = NearDuplicateSplit.Of(entries, fingerprints);
        Assert.Equal(1000, split.Clusters.Count);
        Assert.All(split.Clusters, cluster => Assert.Single(cluster.Select(entry => entry.Subset).Distinct()));
        Assert.Equal(split.Entries.ToHashSet(), split.Clusters.SelectMany(cluster => cluster).ToHashSet());
        // Within four standard deviations of 1,000 draws with probability 0.2.
        Assert.InRange(split.Clusters.Count(cluster => cluster[0].Subset == Subset.Validation), 150, 250);
        Assert.Equal(split.Entries.Reverse(), NearDuplicateSplit.Of([.. entries.Reverse()], fingerprints).Entries);
    }

    [Fact]
    public void Images_with_a_fixed_subset_do_not_move_and_the_others_follow_them()
    {
        var entries = Entries(300, SplitRule.Content).Select((entry, i) => i % 3 == 0 ? entry with { IsFixed = true, Subset = (Subset)(i % 2) } : entry).ToArray();
        var split = NearDuplicateSplit.Of(entries, Clusters(entries, size: 3)).Entries;
        Assert.All(entries.Zip(split).Where(pair => pair.First.IsFixed == true), pair => Assert.Equal(pair.First, pair.Second));
        for (var i = 0; i < split.Count; i += 3) Assert.Single(split.Skip(i).Take(3).Select(entry => entry.Subset).Distinct());

        var byName = Entries(300, SplitRule.Keras);
        Assert.Equal(byName, NearDuplicateSplit.Of(byName, Clusters(byName, size: 3)).Entries);
    }

    [Fact]
    public void The_whole_group_moves_with_an_image()
    {
        for (var i = 0; i < 20; i++)
        {
            ManifestEntry[] entries =
            [
                new("daisy", "1.jpg", Hash(i), 1, Subset.Train, "a"), new("daisy", "2.jpg", Hash(100 + i), 1, Subset.Train, "a"),
                new("daisy", "3.jpg", Hash(200 + i), 1, Subset.Validation), new("daisy", "4.jpg", Hash(300), 1, Subset.Train),
                new("daisy", "5.jpg", Hash(301), 1, Subset.Validation),
            ];
            var fingerprints = new Dictionary<string, string> { [entries[1].Sha256] = Text(0), [entries[2].Sha256] = Text(1) };
            Assert.Single(NearDuplicateSplit.Of(entries, fingerprints).Entries.Take(3).Select(entry => entry.Subset).Distinct());
        }
    }

    [Fact]
    public void A_class_keeps_images_in_both_subsets()
    {
        ManifestEntry[] entries =
        [
            new("daisy", "daisy/1.jpg", Hash(1), 1, Subset.Train), new("daisy", "daisy/2.jpg", Hash(2), 1, Subset.Validation),
            .. Entries(30, SplitRule.Content).Select(entry => entry with { Label = "roses" }),
        ];
        var alike = new Dictionary<string, string> { [Hash(1)] = Text(0), [Hash(2)] = Text(1) };
        var split = NearDuplicateSplit.Of(entries, alike);
        Assert.Equal(entries, split.Entries);
        Assert.Empty(split.Clusters);
    }

    private static ManifestEntry[] Entries(int count, SplitRule rule) =>
    [
        .. new Manifest("/photos", Split.Apply(
            [.. Enumerable.Range(0, count).Select(i => new SplitCandidate(new ManifestEntry("daisy", $"{i:0000}.jpg", Hash(i + 1000), 1, Subset.Train)))],
            rule,
            0.2)).Entries,
    ];

    // Images in this order look alike; hashes of different clusters are far apart.
    private static Dictionary<string, string> Clusters(ManifestEntry[] entries, int size)
    {
        var random = new Random(2);
        var looks = Enumerable.Range(0, (entries.Length / size) + 1).Select(_ => (ulong)random.NextInt64(long.MinValue, long.MaxValue)).ToArray();
        return entries.Select((entry, i) => (entry, i)).ToDictionary(pair => pair.entry.Sha256, pair => Text(looks[pair.i / size] ^ (1ul << (pair.i % size))));
    }

    private static ulong Flip(ulong hash, int bits, Random random)
    {
        foreach (var bit in Enumerable.Range(0, 64).OrderBy(_ => random.Next()).Take(bits)) hash ^= 1ul << bit;
        return hash;
    }

    private static (string, string) Ordered(string a, string b) => string.CompareOrdinal(a, b) < 0 ? (a, b) : (b, a);

    private static string Text(ulong hash) => hash.ToString("x16", CultureInfo.InvariantCulture);

    private static string Hash(int number) => Hashing.OfText($"image {number}");
}
