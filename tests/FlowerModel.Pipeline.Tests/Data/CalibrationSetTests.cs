using FlowerModel.Pipeline.Data;

namespace FlowerModel.Pipeline.Tests.Data;

public sealed class CalibrationSetTests
{
    private static readonly Manifest Images = new("/photos", [
        new("daisy", "daisy/z.jpg", "03", 1, Subset.Train),
        new("daisy", "daisy/a.jpg", "09", 1, Subset.Train),
        new("daisy", "daisy/b.jpg", "01", 1, Subset.Validation),
        new("daisy", "daisy/c.jpg", "05", 1, Subset.Train),
        new("roses", "roses/a.jpg", "08", 1, Subset.Train),
        new("roses", "roses/b.jpg", "02", 1, Subset.Train),
        new("roses", "roses/copy.jpg", "02", 1, Subset.Train),
        new("roses", "roses/daisy.jpg", "03", 1, Subset.Train),
        new("tulips", "tulips/a.jpg", "07", 1, Subset.Train),
    ]);

    private static readonly string[] All = [.. Images.Entries.Select(entry => entry.Sha256)];

    [Fact]
    public void Classes_alternate_in_hash_order_until_there_are_enough_images()
    {
        Assert.Equal(["03", "02", "07", "05", "08"], Choose(All, 5));
        Assert.Equal(["03", "02", "07", "05", "08", "09"], Choose(All, 100));
        Assert.Equal(["03"], Choose(All, 1));
    }

    [Fact]
    public void Unreadable_and_validation_images_are_excluded()
    {
        Assert.DoesNotContain("01", Choose(All, 100));
        Assert.Equal(["05", "02", "07", "09", "08"], Choose(All.Except(["03"]), 100));
    }

    [Fact]
    public void The_hash_depends_on_contents_labels_and_count_but_not_on_names()
    {
        var hash = Hash(Images);
        Assert.Equal(hash, Hash(new Manifest("/elsewhere", Images.Entries.Select(entry => entry with { Path = "x" + entry.Path }))));
        Assert.NotEqual(hash, Hash(new Manifest("/photos", Images.Entries.Select(
            entry => entry.Sha256 == "07" ? entry with { Label = "sunflowers" } : entry))));
        Assert.NotEqual(hash, CalibrationSet.Hash(CalibrationSet.Choose(Images.Entries, 4)));

        static string Hash(Manifest manifest) => CalibrationSet.Hash(CalibrationSet.Choose(manifest.Entries, 5));
    }

    private static IEnumerable<string> Choose(IEnumerable<string> usable, int count) =>
        CalibrationSet.Choose(Images.Entries.Where(entry => usable.Contains(entry.Sha256)), count).Select(entry => entry.Sha256);
}
