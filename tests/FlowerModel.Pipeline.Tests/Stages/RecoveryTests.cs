using System.IO.Compression;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Running;
using FlowerModel.Pipeline.Text;
using FlowerModel.Pipeline.Trainer;

namespace FlowerModel.Pipeline.Tests.Stages;

/// <summary>Whatever is damaged in the cache or vanishes from it is created again within the same build, and never used.</summary>
[Collection(FakeTrainerTests.Name)]
public sealed class RecoveryTests : IDisposable
{
    private static readonly DateTime LongAgo = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    private readonly FakeTrainerProject project = new();

    public void Dispose() => project.Dispose();

    [Theory]
    [InlineData(RunPolicy.Build)]
    [InlineData(RunPolicy.Verify)]
    public void A_damaged_input_whose_size_and_time_are_kept_is_created_again_and_not_used(RunPolicy policy)
    {
        BuildWithSettledTimes();
        project.Metadata["FineTuneLearningRate"] = "0.5";
        project.Cache = "undisturbed";
        project.State = "obj-undisturbed";
        project.Build();
        var expected = project.Results().Model;

        (project.Cache, project.State, project.Policy) = ("cache", "obj", policy);
        Damage("fake head.h5 of train");
        Assert.Contains("train", project.Build());
        var warning = Assert.Single(project.Reported);
        Assert.Equal((Severity.Warning, Codes.DamagedArtifact), (warning.Severity, warning.Code));
        Assert.Equal(expected, project.Results().Model);
        Assert.Single(project.Reported);
    }

    [Fact]
    public void The_trainer_refuses_an_input_that_is_damaged_or_missing()
    {
        File.WriteAllText(project["model.h5"], "weights");
        var request = new TrainerRequest
        {
            Model = "Flowers",
            OutputDirectory = project["work"],
            Inputs = new Dictionary<string, string> { ["model.h5"] = project["model.h5"] },
            InputHashes = new Dictionary<string, string> { ["model.h5"] = Hashing.OfText("weights") },
        };
        RequestInputs.Check(request);
        Assert.Throws<InvalidDataException>(() => RequestInputs.Check(request with { InputHashes = new Dictionary<string, string>() }));
        File.WriteAllText(project["manifest.json"], "images");
        var withManifest = request with { Manifest = project["manifest.json"], ManifestSha256 = Hashing.OfText("images") };
        RequestInputs.Check(withManifest);
        Assert.Throws<InvalidDataException>(() => RequestInputs.Check(withManifest with { ManifestSha256 = null }));
        File.WriteAllText(project["manifest.json"], "imagesS");
        Assert.Equal(project["manifest.json"], Assert.Throws<PipelineException>(() => RequestInputs.Check(withManifest)).Diagnostic.File);

        File.WriteAllText(project["model.h5"], "weightS");
        Assert.Equal((Codes.FileVanished, project["model.h5"]), (Refused().Code, Refused().File));
        File.Delete(project["model.h5"]);
        Assert.Equal(Codes.FileVanished, Refused().Code);

        Diagnostic Refused() => Assert.Throws<PipelineException>(() => RequestInputs.Check(request)).Diagnostic;
    }

    [Fact]
    public void A_damaged_model_whose_size_and_time_are_kept_is_not_copied_to_the_project()
    {
        BuildWithSettledTimes();
        var expected = project.Results().Model;
        File.Delete(project["out", "Flowers.tflite"]);
        Damage("fake model.tflite of convert");
        Assert.Equal(expected, project.Results().Model);
        Assert.Equal(Codes.DamagedArtifact, Assert.Single(project.Reported).Code);
    }

    [Fact]
    public void With_question_damage_is_an_error_and_nothing_runs()
    {
        BuildWithSettledTimes();
        Damage("{", file => file.Contains("pictures", StringComparison.Ordinal) && file.Contains("skipped", StringComparison.Ordinal));
        project.Policy = RunPolicy.Question;
        Assert.ThrowsAny<Exception>(() => project.Build());
        Assert.Empty(project.LastStarted);
    }

    [Fact]
    public void A_damaged_image_of_an_extracted_archive_is_extracted_again()
    {
        BuildArchive();
        var image = ExtractedImage("05.jpg");
        File.WriteAllText(image, "flipped");
        Assert.Equal(["dataset"], project.Build());
        Assert.Equal((Codes.DamagedArtifact, image), (Assert.Single(project.Reported).Code, project.Reported[0].File));
        Assert.Equal("photos/daisy/05.jpg", File.ReadAllText(image));
        Assert.Empty(project.Build());
    }

    [Fact]
    public void A_missing_image_of_an_extracted_archive_is_extracted_again()
    {
        BuildArchive();
        File.Delete(ExtractedImage("05.jpg"));
        Assert.Equal(["dataset"], project.Build());
        Assert.Equal(Codes.DamagedArtifact, Assert.Single(project.Reported).Code);
        Assert.True(File.Exists(ExtractedImage("05.jpg")));
    }

    [Fact]
    public void Damaged_hashes_of_an_extracted_archive_cost_an_extraction_and_nothing_else()
    {
        BuildArchive();
        File.WriteAllText(ExtractedImages.HashesPath(Path.GetDirectoryName(Path.GetDirectoryName(ExtractedImage("05.jpg")))!), "{");
        Assert.Equal(["dataset"], project.Build());
        Assert.Empty(project.Build());
    }

    [Theory]
    [InlineData("features")]
    [InlineData("train")]
    [InlineData("fine-tune")]
    [InlineData("convert")]
    [InlineData("evaluate")]
    public void Artifacts_that_vanish_while_the_trainer_runs_do_not_fail_the_build(string stage)
    {
        project.Build();
        var expected = project.Results().Model;
        project.Cache = "other";
        project.State = "obj-other";
        var isDone = false;
        project.Progressed = text =>
        {
            if (isDone || text != "Flowers: fake " + stage) return;
            isDone = true;
            foreach (var name in (string[])["blobs", "stages"])
            {
                foreach (var file in project.CacheFiles(name)) File.Delete(file);
            }
        };
        project.Build();
        Assert.True(isDone);
        Assert.Equal(expected, project.Results().Model);
        Assert.Empty(project.Reported);
    }

    [Theory]
    [InlineData("features")]
    [InlineData("fine-tune")]
    [InlineData("evaluate")]
    public void A_cache_that_is_deleted_while_the_trainer_runs_does_not_fail_the_build(string stage)
    {
        project.Build();
        var expected = project.Results().Model;
        project.Cache = "other";
        project.State = "obj-other";
        var isDone = false;
        project.Progressed = text =>
        {
            if (isDone || text != "Flowers: fake " + stage) return;
            isDone = true;
            while (Directory.Exists(project["other"]))
            {
                try
                {
                    Directory.Delete(project["other"], recursive: true);
                }
                catch (IOException)
                {
                    // The trainer has just written a file.
                }
            }
        };
        project.Build();
        Assert.True(isDone);
        Assert.Equal(expected, project.Results().Model);
        Assert.Empty(project.Reported);
    }

    // Hashes of files that were just written are not trusted, so the files are made older.
    private void BuildWithSettledTimes()
    {
        project.Build();
        foreach (var blob in project.CacheFiles("blobs")) File.SetLastWriteTimeUtc(blob, LongAgo);
        Assert.Empty(project.Build());
        Assert.Empty(project.Build());
        project.Results();
    }

    private void Damage(string start, Func<string, bool>? isWanted = null)
    {
        var blob = project.CacheFiles("blobs").Single(
            path => File.ReadAllText(path) is var text && text.StartsWith(start, StringComparison.Ordinal) && isWanted?.Invoke(text) != false);
        var bytes = File.ReadAllBytes(blob);
        bytes[^1] ^= 1;
        File.WriteAllBytes(blob, bytes);
        File.SetLastWriteTimeUtc(blob, LongAgo);
    }

    private void BuildArchive()
    {
        ZipFile.CreateFromDirectory(project["photos"], project["photos.zip"]);
        project.Metadata["Dataset"] = "photos.zip";
        project.Build();
        Assert.Empty(project.Build());
    }

    private string ExtractedImage(string name) => project.CacheFiles("datasets").Single(path => path.EndsWith(Path.Combine("daisy", name), StringComparison.Ordinal));
}
