using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Testing;

namespace FlowerModel.Pipeline.Tests.Data;

public sealed class ScannedFoldersTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("train", "val", "test")]
    [InlineData("training", "validation", "testing")]
    [InlineData("Train", "VALID", "Test")]
    public void Folders_of_subsets_are_recognized_by_their_names(string train, string validation, string test)
    {
        Make($"{train}/daisy/1.jpg", $"{validation}/daisy/2.jpg", $"{test}/daisy/deep/3.jpg", $"{train}/roses/4.jpg", "notes.txt", ".git/daisy/5.jpg");
        var scanned = ScannedFolders.Scan([folder.FullName]);
        Assert.Equal(["daisy", "roses"], scanned.Labels);
        Assert.Equal(
            [
                new("daisy", $"{test}/daisy/deep/3.jpg", Subset.Test), new("daisy", $"{train}/daisy/1.jpg", Subset.Train),
                new("daisy", $"{validation}/daisy/2.jpg", Subset.Validation), new("roses", $"{train}/roses/4.jpg", Subset.Train),
            ],
            scanned.Images.OrderBy(image => image.Label, StringComparer.Ordinal).ThenBy(image => image.Path, StringComparer.OrdinalIgnoreCase));
        Assert.All(scanned.Images, image => Assert.True(File.Exists(scanned.Root.FullPath(image.Path))));
        Assert.Equal(["daisy", "roses"], ScannedFolders.LabelsOf([folder.FullName]));
    }

    [Fact]
    public void Without_validation_images_the_training_images_have_no_subset_yet()
    {
        Make("train/daisy/1.jpg", "test/daisy/2.jpg");
        Assert.Equal(
            [new("daisy", "test/daisy/2.jpg", Subset.Test), new("daisy", "train/daisy/1.jpg")],
            ScannedFolders.Scan([folder.FullName]).Images.OrderBy(image => image.Path, StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("train/daisy/1.jpg", "val/daisy/2.jpg", "other/daisy/3.jpg")]
    [InlineData("val/daisy/2.jpg", "test/daisy/3.jpg")]
    [InlineData("train/1.jpg", "test/2.jpg")]
    [InlineData("train/daisy/1.jpg", "train/2.jpg", "test/daisy/3.jpg")]
    [InlineData("daisy/1.jpg", "roses/train/2.jpg")]
    public void Otherwise_the_folders_are_classes(params string[] names)
    {
        Make(names);
        var scanned = ScannedFolders.Scan([folder.FullName]);
        Assert.Equal(names.Select(name => name.Split('/')[0]).Distinct().Order(StringComparer.Ordinal), scanned.Labels);
        Assert.All(scanned.Images, image => Assert.Equal((image.Path.Split('/')[0], (Subset?)null), (image.Label, image.Subset)));
    }

    [Fact]
    public void Images_of_a_subset_without_class_folders_are_an_error()
    {
        Make("train/daisy/1.jpg", "train/roses/2.jpg", "test/3.jpg");
        var error = Assert.Throws<PipelineException>(() => ScannedFolders.Scan([folder.FullName])).Diagnostic;
        Assert.Equal((Codes.UnlabeledSubset, folder["test"]), (error.Code, error.File));
        Assert.Contains("'test'", error.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Classes_of_several_folders_are_merged_by_name()
    {
        Make("one/photos/daisy/1.jpg", "one/photos/roses/1.jpg", "two/photos/train/daisy/1.jpg", "two/photos/val/tulips/2.jpg");
        var scanned = ScannedFolders.Scan([folder["one", "photos"], folder["two", "photos"]]);
        Assert.Equal(["daisy", "roses", "tulips"], scanned.Labels);
        Assert.Equal(
            ["photos-2/train/daisy/1.jpg", "photos-2/val/tulips/2.jpg", "photos/daisy/1.jpg", "photos/roses/1.jpg"],
            scanned.Images.Select(image => image.Path).Order(StringComparer.Ordinal));
        Assert.Equal(folder["two", "photos", "val", "tulips", "2.jpg"], scanned.Root.FullPath("photos-2/val/tulips/2.jpg"));
        var manifest = new Manifest(scanned.Root, scanned.Images.Select(image => new ManifestEntry(image.Label, image.Path, image.Path, 1, Subset.Train)));
        var back = Manifest.FromJson(manifest.ToJson());
        Assert.All(back.Entries, entry => Assert.True(File.Exists(back.FullPath(entry))));
        Assert.Equal(4, back.Entries.Count);
    }

    private void Make(params string[] names)
    {
        foreach (var name in names)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder[name])!);
            File.WriteAllText(folder[name], name);
        }
    }
}
