using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Store;
using FlowerModel.Testing;

namespace FlowerModel.Pipeline.Tests.Data;

public sealed class ManifestTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly List<Diagnostic> reported = [];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_manifest_round_trips()
    {
        Make(("daisy/1.jpg", "a"), ("daisy/2.jpg", "b"), ("wild \"roses\"/1.jpg", "c"), ("wild \"roses\"/2.jpg", "d"));
        var manifest = Build();
        var back = Manifest.FromJson(manifest.ToJson());
        Assert.Equal(manifest.Entries, back.Entries);
        Assert.Equal(["daisy", "wild \"roses\""], back.Labels);
        Assert.Equal(
            (manifest.DatasetHash(), manifest.ImagesHash(), manifest.ValidationHash()),
            (back.DatasetHash(), back.ImagesHash(), back.ValidationHash()));
        Assert.Equal(folder["daisy", "1.jpg"], back.FullPath(back.Entries[0]));
    }

    [Fact]
    public void Renaming_changes_no_hash_moving_changes_the_dataset_hash_and_new_content_changes_both()
    {
        Make([.. Enumerable.Range(0, 20).Select(i => ($"daisy/{i}.jpg", $"d{i}"))]);
        Make([.. Enumerable.Range(0, 20).Select(i => ($"roses/{i}.jpg", $"r{i}"))]);
        var before = Build();

        File.Move(folder["daisy", "1.jpg"], folder["daisy", "z.jpg"]);
        var renamed = Build();
        Assert.Equal((before.DatasetHash(), before.ImagesHash()), (renamed.DatasetHash(), renamed.ImagesHash()));

        File.Move(folder["daisy", "2.jpg"], folder["roses", "z.jpg"]);
        var moved = Build();
        Assert.NotEqual(before.DatasetHash(), moved.DatasetHash());
        Assert.Equal(before.ImagesHash(), moved.ImagesHash());

        Make(("daisy/new.jpg", "new"));
        Assert.NotEqual(moved.ImagesHash(), Build().ImagesHash());
    }

    [Fact]
    public void The_training_hash_depends_on_training_images_their_labels_and_all_classes_only()
    {
        ManifestEntry[] images =
        [
            new("daisy", "daisy/1.jpg", "1", 1, Subset.Train), new("roses", "roses/2.jpg", "2", 1, Subset.Train), new("roses", "roses/3.jpg", "3", 1, Subset.Validation),
        ];
        var hash = Hash(images);
        Assert.Equal(hash, Hash([.. images, new("daisy", "daisy/4.jpg", "4", 1, Subset.Validation)]));
        Assert.Equal(hash, Hash(images[..2]));
        Assert.Equal(hash, Hash([images[0] with { Path = "daisy/renamed.jpg" }, .. images[1..]]));
        Assert.NotEqual(hash, Hash([.. images, new("daisy", "daisy/4.jpg", "4", 1, Subset.Train)]));
        Assert.NotEqual(hash, Hash([images[0] with { Sha256 = "5" }, .. images[1..]]));
        Assert.NotEqual(hash, Hash([images[0] with { Label = "roses" }, images[1] with { Label = "daisy" }, images[2]]));
        Assert.NotEqual(hash, Hash([.. images[..2], images[2] with { Subset = Subset.Train }]));
        Assert.NotEqual(hash, Hash([.. images, new("tulips", "tulips/4.jpg", "4", 1, Subset.Validation)]));

        static string Hash(IEnumerable<ManifestEntry> entries) => new Manifest("/photos", entries).TrainingHash();
    }

    [Fact]
    public void Fewer_than_two_classes_are_an_error()
    {
        AssertError(Codes.TooFewClasses, "no classes");
        Make(("daisy/1.jpg", "a"), ("daisy/2.jpg", "b"));
        AssertError(Codes.TooFewClasses, "only one class ('daisy')");
    }

    [Theory]
    [InlineData("two\nlines")]
    [InlineData("tab\there")]
    [InlineData(" ")]
    public void A_class_name_that_a_labels_file_cannot_contain_is_an_error(string label)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows does not allow such folder names");
        Make(("daisy/1.jpg", "a"), ("daisy/2.jpg", "b"), ($"{label}/1.jpg", "c"), ($"{label}/2.jpg", "d"));
        AssertError(Codes.InvalidLabel, "rename the class");
    }

    [Fact]
    public void A_class_with_too_few_images_is_an_error_that_names_the_folder()
    {
        Make(("daisy/1.jpg", "a"), ("daisy/2.jpg", "b"), ("roses/1.jpg", "c"));
        Assert.Equal(folder["roses"], AssertError(Codes.TooFewImages, "Class 'roses' has 1 distinct readable image;").File);
        File.Delete(folder["roses", "1.jpg"]);
        AssertError(Codes.TooFewImages, "Class 'roses' has 0 distinct readable images;");
    }

    [Fact]
    public void Copies_of_an_image_count_as_one_image()
    {
        Make(("daisy/1.jpg", "a"), ("daisy/2.jpg", "b"), ("roses/1.jpg", "c"), ("roses/2.jpg", "c"));
        AssertError(Codes.TooFewImages, "Class 'roses' has 1 distinct readable image;");
    }

    [Fact]
    public void An_unreadable_image_is_excluded_with_a_warning()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "symbolic links require a privilege on Windows");
        Make(("daisy/1.jpg", "a"), ("daisy/2.jpg", "b"), ("roses/1.jpg", "c"), ("roses/2.jpg", "d"));
        File.CreateSymbolicLink(folder["roses", "3.jpg"], folder["gone.jpg"]);
        Assert.Equal(4, Build().Entries.Count);
        var warning = Assert.Single(reported);
        Assert.Equal((Severity.Warning, Codes.UnreadableImage, folder["roses", "3.jpg"]), (warning.Severity, warning.Code, warning.File));

        File.Delete(folder["roses", "2.jpg"]);
        AssertError(Codes.TooFewImages, "Class 'roses' has 1 distinct readable image;");
    }

    [Fact]
    public void The_same_image_in_two_classes_causes_a_warning_that_names_both()
    {
        Make(("daisy/1.jpg", "a"), ("daisy/2.jpg", "b"), ("roses/1.jpg", "c"), ("roses/2.jpg", "d"), ("roses/3.jpg", "a"));
        Build();
        var warning = Assert.Single(reported);
        Assert.Equal(Codes.ContradictoryLabels, warning.Code);
        Assert.Contains("daisy/1.jpg, roses/3.jpg", warning.Text, StringComparison.Ordinal);
    }

    private Diagnostic AssertError(string code, string text)
    {
        var error = Assert.Throws<PipelineException>(Build).Diagnostic;
        Assert.Equal(code, error.Code);
        Assert.Contains(text, error.Text, StringComparison.Ordinal);
        return error;
    }

    private Manifest Build() => ManifestBuilder.Build(
        ScannedFolders.Scan([folder.FullName]),
        new ModelSettings { Name = "Flowers", Dataset = ".", ClassName = "Flowers", LogicalName = "x" },
        StatCache.Open(folder["hashes.json"]),
        reported.Add,
        TestContext.Current.CancellationToken);

    private void Make(params (string Name, string Content)[] files)
    {
        foreach (var (name, content) in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder[name])!);
            File.WriteAllText(folder[name], content);
        }
    }
}
