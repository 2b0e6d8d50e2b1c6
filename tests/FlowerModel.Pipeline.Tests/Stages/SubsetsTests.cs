using System.Globalization;
using System.Text.Json;
using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Variants;

namespace FlowerModel.Pipeline.Tests.Stages;

/// <summary>Datasets with a test set, with groups and of several folders: what runs after a change, and what is reported.</summary>
[Collection(FakeTrainerTests.Name)]
public sealed class SubsetsTests : IDisposable
{
    private const string All = "features train fine-tune convert evaluate report";

    private readonly FakeTrainerProject project = new();
    private int images;

    public SubsetsTests()
    {
        project.Progressed = line =>
        {
            var words = line.Split(' ');
            if (words.Length > 4 && words[2] == "extraction") images += int.Parse(words[4], CultureInfo.InvariantCulture);
        };
        foreach (var (subset, count) in ((string, int)[])[("train", 6), ("val", 3), ("test", 4)])
        {
            foreach (var label in (string[])["daisy", "roses"])
            {
                for (var i = 0; i < count; i++) project.WriteImage($"divided/{subset}/{label}/{i:00}.jpg");
            }
        }

        project.Metadata["Dataset"] = "divided";
    }

    public void Dispose() => project.Dispose();

    [Theory]
    [InlineData("add", "test/daisy/new.jpg", "evaluate report", 0)]
    [InlineData("replace", "test/daisy/01.jpg", "evaluate report", 0)]
    [InlineData("remove", "test/daisy/01.jpg", "evaluate report", 0)]
    [InlineData("add", "val/daisy/new.jpg", "features train fine-tune evaluate report", 1)]
    [InlineData("add", "train/daisy/new.jpg", All, 1)]
    [InlineData("none", "", null, 0)]
    public void A_changed_test_image_is_only_evaluated(string change, string path, string? stages, int throughTheBase)
    {
        Assert.Equal(All, Build());
        // Test images do not go through the base.
        Assert.Equal(18, images);
        images = 0;
        if (change == "remove") File.Delete(project["divided", path]);
        else if (change != "none") project.WriteImage($"divided/{path}", "new content");
        Assert.Equal((stages, throughTheBase), (Build(), images));
        Assert.Null(Build());
    }

    [Fact]
    public void An_image_moved_between_the_test_set_and_another_subset_retrains()
    {
        Build();
        images = 0;
        File.Move(project["divided", "test", "daisy", "01.jpg"], project["divided", "train", "daisy", "moved.jpg"]);
        Assert.Equal((All, 1), (Build(), images));
        File.Move(project["divided", "train", "roses", "01.jpg"], project["divided", "test", "roses", "moved.jpg"]);
        Assert.Equal(All, Build());
    }

    [Fact]
    public void Both_figures_are_in_the_evaluation_the_tables_and_the_provenance()
    {
        project.Metadata["Quantization"] = "int8;float32";
        Build();
        // The fake trainer misclassifies one image per class and subset, with int8 two.
        var evaluation = Evaluation.FromJson(File.ReadAllText(project["obj", "evaluation.json"]));
        Assert.Equal((6, 2, 8, 4), (evaluation.Images, evaluation.Correct, evaluation.Test!.Images, evaluation.Test.Correct));
        var table = VariantTable.FromJson(File.ReadAllText(project["obj", "variants.json"]));
        Assert.Equal((6, 8), (table.Images, table.TestImages));
        Assert.Equal([("int8", 0.5), ("float32", 0.75)], table.Variants.Select(row => (row.Variant, row.TestAccuracy!.Value)));
        Assert.Contains("6 validation images, 8 test images", File.ReadAllText(project["obj", "variants.md"]), StringComparison.Ordinal);
        Assert.Contains("| 75.00 % |", File.ReadAllText(project["obj", "variants.md"]), StringComparison.Ordinal);

        using var statement = JsonDocument.Parse(File.ReadAllText(project["obj", "Flowers.provenance.json"]));
        var predicate = statement.RootElement.GetProperty("predicate");
        var byproduct = predicate.GetProperty("runDetails").GetProperty("byproducts").EnumerateArray()
            .Single(item => item.GetProperty("name").GetString() == "evaluate.int8/evaluation.json").GetProperty("annotations");
        Assert.Equal((6, 8), (byproduct.GetProperty("validationImages").GetInt32(), byproduct.GetProperty("testImages").GetInt32()));
        Assert.Equal((2 / 6.0, 0.5), (byproduct.GetProperty("validationAccuracy").GetDouble(), byproduct.GetProperty("testAccuracy").GetDouble()));
        var dataset = predicate.GetProperty("buildDefinition").GetProperty("resolvedDependencies").EnumerateArray()
            .Single(item => item.TryGetProperty("name", out var name) && name.GetString() == "dataset").GetProperty("annotations");
        Assert.Equal((26, 12, 6, 8), (Count("images"), Count("train"), Count("validation"), Count("test")));

        int Count(string name) => dataset.GetProperty(name).GetInt32();
    }

    [Fact]
    public void The_gates_look_at_the_validation_images()
    {
        // 4 of 6 validation images and 6 of 8 test images are classified correctly.
        project.Metadata["MinAccuracy"] = "0.7";
        var error = Assert.Throws<PipelineException>(() => Build()).Diagnostic;
        Assert.Equal(Codes.AccuracyTooLow, error.Code);
        Assert.Contains("6 validation images", error.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_dataset_without_a_test_set_has_the_same_files_and_keys_as_before()
    {
        project.Metadata["Dataset"] = "photos";
        Build();
        foreach (var file in (string[])["evaluation.json", "variants.json", "variants.md", "manifest.json"])
            Assert.DoesNotContain("test", File.ReadAllText(project["obj", file]), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("test images", File.ReadAllText(project["obj", "evaluate.json"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Several_folders_are_one_dataset()
    {
        for (var i = 0; i < 3; i++) project.WriteImage($"more/daisy/{i}.jpg");
        project.WriteImage("more/daisy/copy.jpg", "photos/daisy/03.jpg");
        project.Metadata["Dataset"] = " photos ;\n more";
        Assert.Equal(All, Build());
        Assert.Equal(27, images);
        Assert.Null(Build());

        project.WriteImage("more/roses/new.jpg");
        Assert.Equal(All, Build());
        File.Move(project["more", "daisy", "1.jpg"], project["photos", "daisy", "moved.jpg"]);
        Assert.Equal("report", Build());
        Assert.Null(Build());
        using var statement = JsonDocument.Parse(File.ReadAllText(project["obj", "Flowers.provenance.json"]));
        Assert.Contains("\"images/more/daisy/copy.jpg\"", statement.RootElement.GetRawText(), StringComparison.Ordinal);
        Assert.Contains("\"photos;more\"", statement.RootElement.GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("photos;gone", Codes.DatasetNotFound)]
    [InlineData("photos;base.h5", Codes.IncompatibleSettings)]
    [InlineData("photos;photos/", Codes.IncompatibleSettings)]
    [InlineData("photos/daisy;divided;photos", Codes.IncompatibleSettings)]
    [InlineData(";", Codes.DatasetNotFound)]
    public void What_cannot_be_one_dataset_is_an_error(string dataset, string code)
    {
        project.Metadata["Dataset"] = dataset;
        Assert.Equal(code, Assert.Throws<PipelineException>(() => Build()).Diagnostic.Code);
    }

    [Fact]
    public void A_list_with_splits_and_groups_is_followed()
    {
        var lines = new List<string> { "path,label,split,group" };
        foreach (var label in (string[])["daisy", "roses"])
        {
            for (var i = 0; i < 12; i++) lines.Add($"photos/{label}/{i:00}.jpg,{label},{(i < 2 ? "test" : i < 4 ? "val" : "")},{(i >= 8 ? label : "")}");
        }

        File.WriteAllLines(project["list.csv"], lines);
        project.Metadata["Dataset"] = "list.csv";
        Assert.Equal("dataset " + All, Build());
        Assert.Equal(20, images);
        var manifest = Manifest.FromJson(File.ReadAllText(project["obj", "manifest.json"]));
        Assert.Equal(4, manifest.Entries.Count(entry => entry.Subset == Subset.Test));
        foreach (var label in manifest.Labels)
        {
            var group = manifest.Entries.Where(entry => entry.Label == label && string.CompareOrdinal(entry.Path, $"photos/{label}/08") >= 0);
            Assert.Single(group.Select(entry => entry.Subset).Distinct());
        }
    }

    [Fact]
    public void Images_that_look_alike_are_in_one_subset_everywhere()
    {
        project.Metadata["Dataset"] = "photos";
        Build();
        Assert.False(File.Exists(project["obj", "near-duplicates.json"]));
        for (var i = 0; i < 12; i++) project.WriteImage($"photos/daisy/alike{i}.jpg", $"looks like 00000000000000{i % 4:x2}, number {i}");
        // The one that the hashes draw is for validation, so the others are no training images.
        Assert.Equal("features train fine-tune evaluate report", Build());
        Assert.Null(Build());
        using var report = JsonDocument.Parse(File.ReadAllText(project["obj", "near-duplicates.json"]));
        var cluster = Assert.Single(report.RootElement.EnumerateArray()).EnumerateArray().ToArray();
        Assert.Equal(12, cluster.Length);
        var subset = Assert.Single(cluster.Select(image => image.GetProperty("subset").GetString()).Distinct());

        using var statement = JsonDocument.Parse(File.ReadAllText(project["obj", "Flowers.provenance.json"]));
        var images = statement.RootElement.GetProperty("predicate").GetProperty("buildDefinition").GetProperty("resolvedDependencies").EnumerateArray()
            .Where(item => item.TryGetProperty("name", out var name) && name.GetString()!.StartsWith("images/daisy/alike", StringComparison.Ordinal)).ToArray();
        Assert.Equal(12, images.Length);
        Assert.All(images, image => Assert.Equal(subset, image.GetProperty("annotations").GetProperty("subset").GetString()));
        // The fake trainer evaluates the validation images only.
        var answers = Evaluation.FromJson(File.ReadAllText(project["obj", "evaluation.json"])).Answers;
        Assert.Equal(subset == "validation" ? 12 : 0, images.Count(image => answers.ContainsKey(image.GetProperty("digest").GetProperty("sha256").GetString()!)));

        foreach (var file in Directory.GetFiles(project["photos", "daisy"], "alike*")) File.Delete(file);
        Build();
        Assert.False(File.Exists(project["obj", "near-duplicates.json"]));
    }

    private string? Build() => project.BuildChanges().Started is { } started
        ? string.Join(' ', started.Where(verb => !verb.Contains("int8", StringComparison.Ordinal)))
        : null;
}
