using System.Formats.Tar;
using FlowerModel.Pipeline.Text;
using FlowerModel.Testing;
using FlowerModel.Trainer.Features;

namespace FlowerModel.Trainer.Tests.Features;

public sealed class FeaturePackTests : IDisposable
{
    private static readonly int[] Shape = [2, 3, 4];

    private readonly TemporaryFolder folder = new();
    private readonly FeatureStore from;
    private readonly FeatureStore to;

    public FeaturePackTests()
    {
        (from, to) = (new FeatureStore(folder["from"]), new FeatureStore(folder["to"]));
        for (var image = 0; image < 3; image++) from.Write(Key(image), Shape, [.. Enumerable.Range(0, 24).Select(value => image + (value / 7f))]);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Another_store_receives_the_same_files()
    {
        FeaturePack.Write(folder["pack.tar"], from, [Key(2), Key(0), Key(1)]);
        Add("pack.tar", 0, 1, 2);
        for (var image = 0; image < 3; image++)
            Assert.Equal(File.ReadAllBytes(from.PathOf(Key(image))), File.ReadAllBytes(to.PathOf(Key(image))));
    }

    [Fact]
    public void The_same_activations_are_the_same_bytes_in_any_order_and_at_any_time()
    {
        FeaturePack.Write(folder["one.tar"], from, [Key(0), Key(1), Key(2)]);
        foreach (var file in Directory.GetFiles(folder["from"], "*", SearchOption.AllDirectories))
            File.SetLastWriteTimeUtc(file, DateTime.UnixEpoch.AddYears(40));
        FeaturePack.Write(folder["other.tar"], from, [Key(2), Key(1), Key(0)]);
        Assert.Equal(File.ReadAllBytes(folder["one.tar"]), File.ReadAllBytes(folder["other.tar"]));

        // Nothing in the headers names a machine, a user or a process.
        using var tar = new TarReader(File.OpenRead(folder["one.tar"]));
        while (tar.GetNextEntry() is { } entry)
        {
            Assert.Equal((0, 0, DateTimeOffset.UnixEpoch), (entry.Uid, entry.Gid, entry.ModificationTime));
            Assert.Equal(TarEntryFormat.Gnu, entry.Format);
        }
    }

    [Fact]
    public void Only_what_is_wanted_and_missing_is_added()
    {
        FeaturePack.Write(folder["pack.tar"], from, [Key(0), Key(1), Key(2)]);
        to.Write(Key(1), Shape, new float[24]);
        var own = File.ReadAllBytes(to.PathOf(Key(1)));
        Add("pack.tar", 0, 1);
        Assert.True(to.Contains(Key(0), Shape));
        Assert.Equal(own, File.ReadAllBytes(to.PathOf(Key(1))));
        Assert.False(to.Contains(Key(2), Shape));
    }

    [Fact]
    public void A_damaged_or_cut_file_is_ignored()
    {
        FeaturePack.Write(folder["pack.tar"], from, [Key(0), Key(1)]);
        var bytes = File.ReadAllBytes(folder["pack.tar"]);
        var sha256 = Hashing.OfBytes(bytes);
        bytes[700] ^= 1;
        File.WriteAllBytes(folder["flipped.tar"], bytes);
        FeaturePack.Add(Files(("flipped.tar", sha256), ("missing.tar", sha256)), to, [(Key(0), Shape)], TestContext.Current.CancellationToken);
        Assert.False(to.Contains(Key(0), Shape));

        // Even if the hash matches, as if a machine had stored such a file, nothing damaged is taken over.
        File.WriteAllBytes(folder["cut.tar"], bytes[..1000]);
        File.WriteAllText(folder["text.tar"], "no archive");
        foreach (var name in (string[])["flipped.tar", "cut.tar", "text.tar"]) Add(name, 0);
        Assert.False(to.Contains(Key(0), Shape));
    }

    [Fact]
    public void An_activation_of_another_shape_is_not_added()
    {
        FeaturePack.Write(folder["pack.tar"], from, [Key(0)]);
        FeaturePack.Add(
            Files(("pack.tar", Hashing.OfFile(folder["pack.tar"]))), to, [(Key(0), (int[])[4, 3, 2])], TestContext.Current.CancellationToken);
        Assert.False(File.Exists(to.PathOf(Key(0))));
    }

    private static FeatureKey Key(int image) =>
        new("MobileNetV2_1_224_" + new string('b', 64), "block_11_project_BN", new string((char)('a' + image), 64), 31, int.MaxValue);

    private void Add(string name, params int[] images) => FeaturePack.Add(
        Files((name, Hashing.OfFile(folder[name]))),
        to,
        images.Select(image => (Key(image), (IReadOnlyList<int>)Shape)),
        TestContext.Current.CancellationToken);

    private Dictionary<string, string> Files(params (string Name, string Sha256)[] files) => files.ToDictionary(file => folder[file.Name], file => file.Sha256);
}
