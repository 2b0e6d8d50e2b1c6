using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Testing;

namespace FlowerModel.Pipeline.Tests.Data;

public sealed class PassedOverTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Files_that_are_not_used_are_counted_by_kind_with_the_first_names()
    {
        Make("daisy/1.jpg", "daisy/1.xml", "daisy/2.xml", "daisy/3.XML", "daisy/4.xml", "daisy/README", "cover.jpg", "LICENSE.txt");
        Assert.Null(Warn());
        Assert.Equal(
            "Flowers: 7 files of the dataset are not used: "
                + "1 .txt (LICENSE.txt); 4 .xml (daisy/1.xml, daisy/2.xml, daisy/3.XML, ...); "
                + "1 in no class folder (cover.jpg); 1 without extension (daisy/README).",
            PassedOver.Describe("Flowers", ScannedFolders.Scan([folder.FullName]).PassedOver));
    }

    [Fact]
    public void Images_in_other_formats_are_a_warning_that_says_what_to_do()
    {
        Make("daisy/1.jpg", "daisy/2.heic", "roses/1.webp", "roses/2.tif", "roses/notes.txt");
        var message = Warn()!;
        Assert.Equal((Severity.Warning, "FLOWER2017", folder.FullName), (message.Severity, message.Code, message.File));
        Assert.Equal(
            "Flowers: 4 files of the dataset are not used: 1 .heic (daisy/2.heic); 1 .tif (roses/2.tif); 1 .txt (roses/notes.txt); 1 .webp (roses/1.webp). "
            + "Only JPEG, PNG, BMP and GIF are read: convert the images to JPEG or PNG, or remove them.",
            message.Text);
    }

    [Fact]
    public void Paths_are_those_below_subsets_and_folders()
    {
        Make("a/train/daisy/1.jpg", "a/train/daisy/notes.txt", "a/test/daisy/2.jpg", "a/notes.txt", "b/daisy/1.jpg", "b/daisy/x.txt");
        var scanned = ScannedFolders.Scan([folder["a"], folder["b"]]);
        Assert.Equal(["a/notes.txt", "a/train/daisy/notes.txt", "b/daisy/x.txt"], Assert.Single(scanned.PassedOver).Names);
    }

    [Fact]
    public void Without_such_files_there_is_no_message()
    {
        Make("daisy/1.jpg", "roses/1.png");
        Assert.Null(Warn());
        Assert.Null(PassedOver.Describe("Flowers", ScannedFolders.Scan([folder.FullName]).PassedOver));
    }

    [Fact]
    public void Collections_are_added_with_their_counts()
    {
        var (first, all) = (new PassedOver(), new PassedOver());
        for (var i = 0; i < 1200; i++) first.AddByName($"daisy/{i:0000}.txt");
        all.AddByName("zebra.txt");
        all.Add(first.Kinds, "photos/");
        var kind = Assert.Single(all.Kinds);
        Assert.Equal(1201, kind.Count);
        Assert.Equal(["photos/daisy/0000.txt", "photos/daisy/0001.txt", "photos/daisy/0002.txt"], kind.Names);
        Assert.Contains("1,201 files", PassedOver.Describe("Flowers", all.Kinds), StringComparison.Ordinal);
    }

    private Diagnostic? Warn() => PassedOver.Warn("Flowers", ScannedFolders.Scan([folder.FullName]).PassedOver, folder.FullName);

    private void Make(params string[] names)
    {
        foreach (var name in names)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder[name])!);
            File.WriteAllText(folder[name], name);
        }
    }
}
