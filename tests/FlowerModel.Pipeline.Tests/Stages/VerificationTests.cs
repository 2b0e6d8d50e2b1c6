using System.IO.Compression;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Running;
using FlowerModel.Pipeline.Store;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Tests.Stages;

/// <summary>Verification: every stage runs again, its bytes are compared with the stored ones, and nothing is changed.</summary>
[Collection(FakeTrainerTests.Name)]
public sealed class VerificationTests : IDisposable
{
    private const string All = "features train fine-tune convert evaluate report";
    private const string Success = "Flowers: verified 6 stages, 14 artifacts equal";

    private readonly FakeTrainerProject project = new();
    private readonly List<string> progress = [];

    public VerificationTests() => project.Progressed = progress.Add;

    public void Dispose() => project.Dispose();

    [Fact]
    public void Every_stage_runs_again_and_nothing_changes()
    {
        Build();
        var files = Files();
        Assert.Equal(All, Verify());
        Assert.Equal([Success], progress.Where(line => line.Contains("verified", StringComparison.Ordinal)));
        Assert.Equal(files, Files());

        Assert.Equal("", Build());
        project.Policy = RunPolicy.Question;
        Assert.Equal("", Build());
    }

    [Fact]
    public void Every_run_of_a_stage_with_several_is_verified()
    {
        project.Metadata["Quantization"] = "int8;dynamic";
        Build();
        Assert.Equal("features train fine-tune convert quantize int8 quantize dynamic evaluate float32 evaluate int8 evaluate dynamic report", Verify());
        Assert.Contains("Flowers: verified 7 stages, 22 artifacts equal", progress);
    }

    [Theory]
    [InlineData("features", "features.json", "features")]
    [InlineData("train", "head.h5", "features train")]
    [InlineData("fine-tune", "model.h5", "features train fine-tune")]
    [InlineData("convert", "model.tflite", "features train fine-tune convert")]
    [InlineData("evaluate", "evaluation.json", "features train fine-tune convert evaluate")]
    [InlineData("report", "report.html", All)]
    public void The_first_stage_that_differs_is_reported_and_later_ones_do_not_run(string stage, string artifact, string started)
    {
        Build();
        var files = Files();
        var stored = StageRecord.TryRead(project["obj", stage + ".json"])![artifact].Sha256;
        project.Behavior = "differ@" + stage;
        var error = VerificationFails();
        Assert.Equal(started, string.Join(' ', project.LastStarted));
        Assert.Equal(Codes.VerificationFailed, error.Code);
        Assert.Equal(project["obj", "verification", stage, artifact], error.File);
        Assert.All(
            (string[])[$"'{stage}'", "'Flowers'", artifact, stored, Hashing.OfFile(error.File!)],
            part => Assert.Contains(part, error.Text, StringComparison.Ordinal));
        Assert.DoesNotContain(progress, line => line.Contains("verified", StringComparison.Ordinal));
        Assert.Equal(files.Append(error.File).Order(), Files().Select(file => file.Split(' ')[0] == error.File ? error.File : file).Order());

        // The kept file remains until the next verification.
        project.Behavior = "ok";
        Assert.Equal("", Build());
        Assert.True(File.Exists(error.File));
        Verify();
        Assert.Equal(files, Files());
    }

    [Fact]
    public void A_stage_without_a_stored_result_runs_as_usual_and_later_ones_are_verified()
    {
        Build();
        var record = StageRecord.TryRead(project["obj", "train.json"])!;
        var path = project[project.Cache, "v1", "stages", "train", record.Key + ".json"];
        var before = File.ReadAllText(path);
        File.Delete(path);
        Assert.Equal(All, Verify());
        Assert.Equal(before, File.ReadAllText(path));
        Assert.Contains("Flowers: train had no stored result to compare with; it was run and stored as usual.", progress);
        Assert.Contains("Flowers: verified 5 stages, 9 artifacts equal; 1 stage had nothing to compare with", progress);
    }

    [Fact]
    public void With_an_empty_cache_everything_is_stored_as_usual()
    {
        Assert.Equal(All, Verify());
        Assert.Contains("Flowers: verified 0 stages, 0 artifacts equal; 6 stages had nothing to compare with", progress);
        Assert.Equal("", Build());
    }

    [Fact]
    public void Features_are_extracted_again_once_and_those_of_earlier_builds_are_not_read()
    {
        Build();
        var kept = project.CacheFiles("features")[0];
        File.WriteAllText(kept, "damaged");
        progress.Clear();
        Verify();
        Assert.Contains(Success, progress);
        Assert.Equal(["Flowers: fake extraction of 24 images"], progress.Where(line => line.Contains("extraction", StringComparison.Ordinal)));
        Assert.Equal("damaged", File.ReadAllText(kept));
    }

    [Fact]
    public void Features_that_differ_are_found_in_the_first_stage_that_trains_on_them()
    {
        Build();
        project.Behavior = "other-features@features";
        Assert.Contains("head.h5", VerificationFails().Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Features_that_an_interrupted_verification_left_are_not_read()
    {
        Build();
        var kept = Path.GetFileName(project.CacheFiles("features")[0]);
        var left = project["obj", "verification", "work", "features", kept];
        AtomicFile.WriteText(left, "left behind");
        Verify();
        Assert.Contains(Success, progress);

        AtomicFile.WriteText(left, "left behind");
        Assert.Equal("", Build());
        Assert.False(File.Exists(left));
    }

    [Fact]
    public void An_archive_is_extracted_again_elsewhere()
    {
        ZipFile.CreateFromDirectory(project["photos"], project["photos.zip"]);
        project.Metadata["Dataset"] = "photos.zip";
        Build();
        var files = Files();
        Assert.Equal("dataset " + All, Verify());
        Assert.Equal(files, Files());
        project.Behavior = "differ@dataset";
        Assert.Contains("dataset.json", VerificationFails().Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failing_trainer_is_reported_and_nothing_is_left_behind()
    {
        Build();
        var files = Files();
        project.Behavior = "error@train";
        Assert.Equal(Codes.TrainingDiverged, VerificationFails().Code);
        Assert.Equal(files, Files());
    }

    [Fact]
    public void Gates_are_checked_as_in_a_build()
    {
        project.Metadata["ValidationSplit"] = "0.5";
        Build();
        project.Metadata["MinAccuracy"] = "1";
        Assert.Equal(Codes.AccuracyTooLow, VerificationFails().Code);
        Assert.Contains(Success, progress);
        Assert.False(Directory.Exists(project["obj", "verification"]));
    }

    [Fact]
    public void A_changed_image_that_the_index_takes_for_unchanged_is_noticed()
    {
        var image = project["photos", "daisy", "00.jpg"];
        Build();
        File.WriteAllText(image, "PHOTOS/daisy/00.jpg");
        var index = FileIndexFormat.TryRead(File.ReadAllBytes(project["obj", ModelMemory.IndexName]))!;
        index.Set(image, new IndexedFile(FileFacts.TryRead(image)!.Value, index.Files[image].Hash, isTrusted: true, isImage: true));
        File.WriteAllBytes(project["obj", ModelMemory.IndexName], FileIndexFormat.Write(index));
        Assert.Equal("", Build());
        Verify();
        Assert.Contains("Flowers: features had no stored result to compare with; it was run and stored as usual.", progress);
    }

    private string Build() => string.Join(' ', project.Build());

    private string Verify()
    {
        project.Policy = RunPolicy.Verify;
        try
        {
            return Build();
        }
        finally
        {
            project.Policy = RunPolicy.Build;
        }
    }

    private Diagnostic VerificationFails() => Assert.Throws<PipelineException>(Verify).Diagnostic;

    // Path and hash of every file of the cache and the intermediate folder, except the index.
    private string[] Files() =>
    [
        .. ((string[])[project["obj"], project[project.Cache]])
            .SelectMany(folder => Directory.GetFiles(folder, "*", SearchOption.AllDirectories))
            .Where(file => !file.EndsWith(ModelMemory.IndexName, StringComparison.Ordinal))
            .Select(file => $"{file} {Hashing.OfFile(file)}")
            .Order(StringComparer.Ordinal),
    ];
}
