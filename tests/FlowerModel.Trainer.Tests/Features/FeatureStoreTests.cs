using FlowerModel.Testing;
using FlowerModel.Trainer.Features;

namespace FlowerModel.Trainer.Tests.Features;

public class FeatureStoreTests
{
    private static readonly FeatureKey Key = new("base-1", "out_relu", new string('a', 64), 0, 0);
    private static readonly int[] Shape = [2, 1, 3];
    private static readonly float[] Data = [1, 2, 3, 4, 5, 6.5f];

    [Fact]
    public void Features_round_trip()
    {
        using var folder = new TemporaryFolder();
        var store = new FeatureStore(folder.FullName);
        Assert.False(store.Contains(Key, Shape));
        store.Write(Key, Shape, Data);
        var read = new float[6];

        store.Read(Key, Shape, read, verify: true);

        Assert.Equal(Data, read);
        Assert.True(store.Contains(Key, Shape));
        Assert.Single(Directory.GetFiles(folder.FullName, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void An_incomplete_or_changed_file_counts_as_missing()
    {
        using var folder = new TemporaryFolder();
        var store = new FeatureStore(folder.FullName);
        store.Write(Key, Shape, Data);
        var path = store.PathOf(Key);
        var whole = File.ReadAllBytes(path);
        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(path, whole[..length]);
            Assert.False(store.Contains(Key, Shape));
        }

        for (var at = 0; at < whole.Length; at++)
        {
            var damaged = whole.ToArray();
            damaged[at] ^= 1;
            File.WriteAllBytes(path, damaged);
            Assert.False(store.Contains(Key, Shape));
        }

        // Without reading the file, only its length is checked. The last byte is damaged.
        Assert.True(store.Contains(Key, Shape, verify: false));
        File.WriteAllBytes(path, whole[..^1]);
        Assert.False(store.Contains(Key, Shape, verify: false));

        // A power loss can leave a file of the correct length that is full of zeros.
        File.WriteAllBytes(path, new byte[whole.Length]);
        Assert.False(store.Contains(Key, Shape));
        Assert.Throws<FeatureStoreException>(() => store.Read(Key, Shape, new float[6]));
    }

    [Fact]
    public void Another_shape_with_the_same_length_is_rejected()
    {
        using var folder = new TemporaryFolder();
        var store = new FeatureStore(folder.FullName);
        store.Write(Key, Shape, Data);

        Assert.False(store.Contains(Key, [1, 2, 3]));
        Assert.Contains("expected shape", Assert.Throws<FeatureStoreException>(() => store.Read(Key, [1, 2, 3], new float[6])).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../evil", "out_relu")]
    [InlineData("base", "a/b")]
    [InlineData("", "out_relu")]
    public void Names_that_could_leave_the_folder_are_rejected(string baseId, string tap) =>
        Assert.Throws<ArgumentException>(() => (Key with { BaseId = baseId, Tap = tap }).RelativePath());
}
