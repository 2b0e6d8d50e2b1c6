using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Variants;

namespace FlowerModel.Pipeline.Tests.Stages;

/// <summary>
/// The gates that compare classes and models: <c>MinClassRecall</c> and <c>MaxRegression</c>. The fake model has the first validation image of each class
/// wrong, in the order of their hashes, so without that image the next one is wrong.
/// </summary>
[Collection(FakeTrainerTests.Name)]
public sealed class GateTests : IDisposable
{
    private readonly FakeTrainerProject project = new();

    public GateTests()
    {
        project.Metadata["ValidationSplit"] = "0.5";
        project.Metadata["Split"] = "keras";
    }

    public void Dispose() => project.Dispose();

    [Fact]
    public void A_class_below_MinClassRecall_is_named_and_nothing_runs()
    {
        project.BuildChanges();
        // Five of six images of each class are right.
        project.Metadata["MinClassRecall"] = "0.83";
        Assert.Equal([], project.BuildChanges("0.83").Started!);
        project.Metadata["MinClassRecall"] = "0.84";
        var error = Refuse(Codes.ClassRecallTooLow);
        Assert.Equal(project["obj", "Flowers.tflite"], error.File);
        Assert.Contains("recognizes 5 of 6 validation images of class 'daisy' (83.3 %), less than MinClassRecall (84.0 %)", error.Text, StringComparison.Ordinal);
        // Each class is reported.
        Assert.Contains("'roses'", Assert.Single(project.Reported).Text, StringComparison.Ordinal);
        Assert.Empty(project.LastStarted);
    }

    [Fact]
    public void An_image_that_the_last_accepted_model_had_right_is_a_regression_until_it_is_accepted()
    {
        project.Metadata["MaxRegression"] = "0";
        project.BuildChanges();
        var (removed, regressed) = RemoveFirst();

        // A model that fails does not become the next baseline.
        for (var i = 0; i < 2; i++)
        {
            var error = Refuse(Codes.TooManyRegressions);
            Assert.Equal(project["photos", "daisy", regressed], error.File);
            Assert.Contains($"misclassifies 1 validation image that the previous model classified correctly, more than MaxRegression (0): daisy/{regressed}.", error.Text, StringComparison.Ordinal);
        }

        project.Metadata["MaxRegression"] = "1";
        Assert.NotNull(project.BuildChanges("one").Started);
        // The accepted model is the baseline now; the removed image is not compared.
        project.Metadata["MaxRegression"] = "0";
        Assert.NotNull(project.BuildChanges("none").Started);
        Assert.DoesNotContain(removed, File.ReadAllText(project["obj", AnswerBaseline.FileName]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_committed_baseline_is_written_on_demand_only_and_is_compared_in_every_clone()
    {
        project.Metadata["MaxRegression"] = "0";
        project.Metadata["Baseline"] = "answers.json";
        var missing = Refuse(Codes.InvalidBaseline);
        Assert.Equal(project["answers.json"], missing.File);
        Assert.Contains("does not exist. Write it with 'dotnet build -p:FlowerModelUpdateBaseline=true'", missing.Text, StringComparison.Ordinal);

        Update();
        var committed = File.ReadAllText(project["answers.json"]);
        Assert.NotNull(project.BuildChanges("plain").Started);
        Assert.Null(project.BuildChanges("plain").Started);

        RemoveFirst();
        project.State = "another clone";
        Refuse(Codes.TooManyRegressions);
        Assert.Equal(committed, File.ReadAllText(project["answers.json"]));
        Update();
        Assert.NotEqual(committed, File.ReadAllText(project["answers.json"]));
        Assert.NotNull(project.BuildChanges("plain").Started);

        // A changed baseline is noticed, and so is one that cannot be read.
        File.WriteAllText(project["answers.json"], committed);
        Refuse(Codes.TooManyRegressions, "plain");
        File.WriteAllText(project["answers.json"], "{}");
        Assert.Contains("cannot be read", Refuse(Codes.InvalidBaseline).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_labels_new_images_and_new_number_formats_are_no_regressions()
    {
        var evaluation = new Evaluation(["a", "b"], 4, 1, [[0, 2], [1, 1]], new Dictionary<string, string>
        {
            ["1"] = "b", ["2"] = "b", ["3"] = "a", ["5"] = "b",
        });
        // 1 was right and is wrong, 2 was wrong, 3 has another label now, 4 is gone, 5 is new.
        var before = new Dictionary<string, string> { ["1"] = "a", ["2"] = "b", ["3"] = "b", ["4"] = "a" };
        var baseline = new AnswerBaseline { Variants = new Dictionary<string, IReadOnlyDictionary<string, string>> { ["float32"] = before } };
        ManifestEntry[] images = [.. "1235".Select(hash => new ManifestEntry("a", hash + ".jpg", hash.ToString(), 1, Subset.Validation))];
        var variant = new MeasuredVariant(Pipeline.Settings.NumberFormat.Float32, 1, evaluation);
        Assert.Equal(["1.jpg"], baseline.Regressions(variant, images).Select(image => image.Path));
        Assert.Empty(baseline.Regressions(variant with { Variant = Pipeline.Settings.NumberFormat.Int8 }, images));
        Assert.Equal(baseline.ToJson(), AnswerBaseline.TryFromJson(baseline.ToJson())!.ToJson());
    }

    private Diagnostic Refuse(string code, string settings = "refused")
    {
        project.Reported.Clear();
        var error = Assert.Throws<PipelineException>(() => project.BuildChanges(settings)).Diagnostic;
        Assert.Equal(code, error.Code);
        return error;
    }

    private void Update()
    {
        project.UpdatesBaseline = true;
        project.BuildChanges("update");
        project.UpdatesBaseline = false;
    }

    // Removes the validation image of daisy that is wrong, and returns its hash and the name of the one that is wrong without it.
    private (string Removed, string Regressed) RemoveFirst()
    {
        var entries = Manifest.FromJson(File.ReadAllText(project[project.State, "manifest.json"])).Entries
            .Where(entry => entry is { Label: "daisy", Subset: Subset.Validation }).OrderBy(entry => entry.Sha256, StringComparer.Ordinal).ToArray();
        // Keras' rule would move another image to the validation images; without the last training image it does not.
        File.Delete(project["photos", "daisy", Path.GetFileName(entries[0].Path)]);
        File.Delete(project["photos", "daisy", "11.jpg"]);
        return (entries[0].Sha256, Path.GetFileName(entries[1].Path));
    }
}
