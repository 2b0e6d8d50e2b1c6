using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Store;
using FlowerModel.Testing;

namespace FlowerModel.Pipeline.Tests.Data;

/// <summary>What a dataset with subsets of its own must fulfill.</summary>
public sealed class SubsetChecksTests : IDisposable
{
    private static readonly string[] Complete =
        ["train/daisy/1.jpg", "train/roses/1.jpg", "val/daisy/2.jpg", "val/roses/2.jpg", "test/daisy/3.jpg", "test/roses/3.jpg"];

    private readonly TemporaryFolder folder = new();
    private readonly List<Diagnostic> reported = [];

    public SubsetChecksTests()
    {
        foreach (var name in Complete) Write(name, name);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Every_image_is_in_the_subset_of_its_folder()
    {
        var manifest = Build();
        Assert.All(manifest.Entries, entry => Assert.Equal(SubsetName.Parse(entry.Path.Split('/')[0]), entry.Subset));
        Assert.Equal(6, manifest.Entries.Count);
        Assert.Equal(manifest.Entries, Manifest.FromJson(manifest.ToJson()).Entries);
        Assert.Empty(reported);
    }

    [Fact]
    public void Test_images_are_in_the_test_hash_only()
    {
        var before = Build();
        Write("test/daisy/3.jpg", "changed");
        var after = Build();
        Assert.Equal(
            (before.DatasetHash(), before.ImagesHash(), before.ValidationHash(), before.TrainingHash()),
            (after.DatasetHash(), after.ImagesHash(), after.ValidationHash(), after.TrainingHash()));
        Assert.NotEqual(before.TestHash(), after.TestHash());
        Assert.DoesNotContain(CalibrationSet.Choose(after.Entries, 100), entry => entry.Subset == Subset.Test);
        Assert.Equal(4, after.WithoutTest().Entries.Count);
    }

    [Theory]
    [InlineData("train", "images for validation and test but none for training")]
    [InlineData("val", "images for training and test but none for validation")]
    [InlineData("test", "images for training and validation but none for test")]
    public void A_class_that_is_missing_in_a_subset_is_an_error_that_names_both(string subset, string text)
    {
        Directory.Delete(folder[subset, "roses"], recursive: true);
        var error = Assert.Throws<PipelineException>(() => Build()).Diagnostic;
        Assert.Equal(Codes.ClassMissingInSubset, error.Code);
        Assert.StartsWith($"Class 'roses' has {text}.", error.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_classes_differ_only_in_case_the_error_says_so()
    {
        ScannedFolders images = new(new ImageRoot(folder.FullName), ["Roses", "daisy", "roses"],
        [
            new("daisy", "train/daisy/1.jpg", Subset.Train), new("daisy", "val/daisy/2.jpg", Subset.Validation),
            new("roses", "train/roses/1.jpg", Subset.Train), new("Roses", "val/roses/2.jpg", Subset.Validation),
        ]);
        var error = Assert.Throws<PipelineException>(() => Build(images, 0.2, SplitRule.Content)).Diagnostic;
        Assert.Equal(Codes.ClassMissingInSubset, error.Code);
        Assert.EndsWith("Class 'roses' differs only in case: if it is the same, give both one name.", error.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_validation_folder_training_images_are_held_out()
    {
        Directory.Delete(folder["val"], recursive: true);
        for (var i = 0; i < 30; i++)
        {
            Write($"train/daisy/{i}.jpg", $"d{i}");
            Write($"train/roses/{i}.jpg", $"r{i}");
        }

        var manifest = Build(validationSplit: 0.3);
        Assert.Equal(2, manifest.Entries.Count(entry => entry.Subset == Subset.Test));
        Assert.InRange(manifest.Entries.Count(entry => entry.Subset == Subset.Validation), 5, 35);
    }

    [Theory]
    [InlineData(0.3, SplitRule.Content)]
    [InlineData(0.2, SplitRule.Keras)]
    public void Settings_of_the_split_without_anything_to_split_are_an_error(double validationSplit, SplitRule rule)
    {
        var error = Assert.Throws<PipelineException>(() => Build(validationSplit, rule)).Diagnostic;
        Assert.Equal(Codes.IncompatibleSettings, error.Code);
    }

    [Fact]
    public void The_Keras_rule_and_groups_are_an_error()
    {
        ScannedFolders images = new(
            new ImageRoot(folder.FullName), ["daisy", "roses"], [new("daisy", "train/daisy/1.jpg", null, "a"), new("roses", "train/roses/1.jpg")]);
        Assert.Equal(Codes.IncompatibleSettings, Assert.Throws<PipelineException>(() => Build(images, 0.2, SplitRule.Keras)).Diagnostic.Code);
    }

    [Fact]
    public void The_same_image_in_two_subsets_causes_a_warning_that_names_both()
    {
        Write("test/daisy/copy.jpg", "train/daisy/1.jpg");
        Build();
        var warning = Assert.Single(reported);
        Assert.Equal(Codes.ImageInSeveralSubsets, warning.Code);
        Assert.Contains("for training and test: test/daisy/copy.jpg, train/daisy/1.jpg", warning.Text, StringComparison.Ordinal);
    }

    private Manifest Build(double validationSplit = 0.2, SplitRule rule = SplitRule.Content) =>
        Build(ScannedFolders.Scan([folder.FullName]), validationSplit, rule);

    private Manifest Build(ScannedFolders images, double validationSplit, SplitRule rule) => ManifestBuilder.Build(
        images,
        new ModelSettings { Name = "Flowers", Dataset = ".", ClassName = "Flowers", LogicalName = "x", ValidationSplit = validationSplit, Split = rule },
        StatCache.Open(folder["hashes.index"]),
        reported.Add,
        TestContext.Current.CancellationToken);

    private void Write(string name, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder[name])!);
        File.WriteAllText(folder[name], content);
    }
}
