using System.IO.Compression;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Running;
using FlowerModel.Pipeline.Stages;
using FlowerModel.Pipeline.Store;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Tests.Stages;

/// <summary>Which stages run after which change, in the whole pipeline with the fake trainer as a real process.</summary>
[Collection(FakeTrainerTests.Name)]
public sealed class ModelPipelineTests : IDisposable
{
    private const string All = "features train fine-tune convert evaluate report";

    private readonly FakeTrainerProject project = new();

    public void Dispose() => project.Dispose();

    [Fact]
    public void The_first_build_runs_every_stage_and_later_builds_run_none()
    {
        Assert.Equal(All, Build());
        var (model, labels) = project.Results();
        Assert.Equal(["daisy", "roses"], labels);
        Assert.NotEmpty(model);
        Assert.True(File.Exists(project["obj", "fine-tune-learning-curves.png"]));
        Assert.True(File.Exists(project["obj", "evaluation.json"]));

        Assert.Equal("", Build());
        project.Policy = RunPolicy.Question;
        Assert.Equal("", Build());
        Assert.Equal(model, project.Results().Model);
        Assert.Empty(project.CacheFiles("work"));
    }

    [Fact]
    public void A_machine_that_cannot_draw_makes_the_same_keys_and_leaves_no_earlier_drawing()
    {
        Build();
        var drawn = Keys();
        Assert.True(File.Exists(project["obj", "head-learning-curves.png"]));

        project.Cache = "other cache";
        project.Behavior = "undrawn";
        Assert.Equal(All, Build());
        Assert.Equal(drawn, Keys());
        Assert.Empty(Directory.GetFiles(project["obj"], "*.png"));
        Assert.True(File.Exists(project["obj", "fine-tune-learning-curves.svg"]));

        project.Behavior = "ok";
        Assert.Equal("", Build());

        string[] Keys() => [.. All.Split(' ').Select(stage => StageRecord.TryRead(project["obj", stage + ".json"])!.Key)];
    }

    [Fact]
    public void Touching_images_runs_nothing_and_renaming_them_only_the_report()
    {
        Build();
        foreach (var image in Directory.GetFiles(project["photos"], "*", SearchOption.AllDirectories))
        {
            File.SetLastWriteTimeUtc(image, DateTime.UtcNow.AddDays(-400));
        }

        Assert.Equal("", Build());
        File.Move(project["photos", "daisy", "00.jpg"], project["photos", "daisy", "other name.jpg"]);
        Assert.Equal("report", Build());
    }

    [Fact]
    public void Adding_removing_changing_or_moving_images_runs_the_affected_stages()
    {
        Build();
        project.WriteImage("photos/daisy/fresh.jpg");
        Assert.Equal(All, Build());
        Assert.Contains(
            project.Details,
            detail =>
                detail.StartsWith("FLOWER9002 Flowers: features runs because input images changed from ", StringComparison.Ordinal));

        File.Delete(project["photos", "daisy", "fresh.jpg"]);
        Assert.Equal("", Build());

        File.Move(project["photos", "daisy", "01.jpg"], project["photos", "roses", "moved.jpg"]);
        Assert.StartsWith("train fine-tune convert", Build(), StringComparison.Ordinal);

        project.WriteImage("photos/roses/02.jpg", "y");
        File.SetLastWriteTimeUtc(project["photos", "roses", "02.jpg"], DateTime.UtcNow.AddYears(-10));
        Assert.Equal(All, Build());
    }

    [Fact]
    public async Task A_build_waits_for_a_stage_that_another_build_is_running_and_reports_it()
    {
        Build();
        var record = Pipeline.Store.StageRecord.TryRead(project["obj", "convert.json"])!;
        var path = project[project.Cache, "v1", "stages", "convert", record.Key + ".json"];
        File.Delete(path);
        Task<string> waiting;
        using (Pipeline.Store.ProcessLock.Acquire(path + ".lock", static _ => { }, TestContext.Current.CancellationToken))
        {
            waiting = Task.Run(Build, TestContext.Current.CancellationToken);
            while (!project.Reported.ToArray().Any(diagnostic => diagnostic.Code == Codes.WaitingForBuild))
            {
                Assert.False(waiting.IsCompleted, "the build did not wait");
                await Task.Delay(20, TestContext.Current.CancellationToken);
            }
        }

        Assert.Equal("convert", await waiting);
    }

    [Fact]
    public void Another_project_with_the_same_content_gets_everything_from_the_cache()
    {
        Build();
        var first = project.Results().Model;
        project.State = "other-obj";
        Assert.Equal("", Build());
        Assert.Equal(first, project.Results().Model);
    }

    [Fact]
    public void Changing_base_weights_runs_everything()
    {
        Build();
        File.WriteAllText(project["base.h5"], "another base");
        Assert.Equal(All, Build());
        project.Metadata["BaseWeights"] = "none";
        Assert.Equal(All, Build());
    }

    [Fact]
    public void Missing_base_weights_are_reported()
    {
        File.Delete(project["base.h5"]);
        Assert.Equal((Codes.WeightsNotFound, project["base.h5"]), (Fails().Code, Fails().File));
    }

    [Fact]
    public void A_damaged_artifact_is_made_again_with_a_warning()
    {
        Build();
        var model = project.Results().Model;
        var blob = project.CacheFiles("blobs").Single(path => File.ReadAllBytes(path).SequenceEqual(model));
        File.WriteAllText(blob, "damaged");
        Assert.Equal("convert", Build());
        Assert.Equal((Codes.DamagedArtifact, blob), (Assert.Single(project.Reported).Code, project.Reported[0].File));
        Assert.Equal(model, project.Results().Model);
    }

    [Fact]
    public void With_question_nothing_runs_and_a_missing_stage_is_an_error()
    {
        project.Policy = RunPolicy.Question;
        Assert.Equal(Codes.NotUpToDate, Fails().Code);
        Assert.Empty(project.LastStarted);
    }

    [Fact]
    public void A_model_below_the_minimum_accuracy_is_rejected_and_not_trained_again()
    {
        project.Metadata["MinAccuracy"] = "1";
        project.Metadata["ValidationSplit"] = "0.5";
        Assert.Equal(Codes.AccuracyTooLow, Fails().Code);
        Assert.Equal(All, string.Join(' ', project.LastStarted));
        Assert.Equal(Codes.AccuracyTooLow, Fails().Code);
        Assert.Empty(project.LastStarted);
    }

    [Fact]
    public void The_embedded_base_needs_no_weights_file_and_no_download()
    {
        project.Metadata["BaseWeights"] = "Embedded";
        project.Metadata["Alpha"] = "0.35";
        Assert.Equal(All, Build());
        Assert.False(File.Exists(project["flowermodel.lock.json"]));
        Assert.Equal("", Build());
    }

    [Fact]
    public void Official_weights_are_downloaded_once_and_pinned()
    {
        project.Metadata["BaseWeights"] = "imagenet";
        Assert.Equal("fetch-weights " + All, Build());
        Assert.Contains(
            "https://example.invalid/weights/mobilenet_v2_", File.ReadAllText(project["flowermodel.lock.json"]), StringComparison.Ordinal);
        Assert.Equal("", Build());

        // A machine with another cache and the same lock file downloads the weights to compute features, and checks their hash.
        project.Cache = "other-cache";
        Assert.Equal("fetch-weights " + All, Build());
        Assert.Empty(project.CacheFiles("work"));

        var pinned = File.ReadAllText(project["flowermodel.lock.json"]);
        var sha256 = pinned.Split('"').Single(Hashing.IsSha256);
        File.WriteAllText(project["flowermodel.lock.json"], pinned.Replace(sha256, new string('0', 64), StringComparison.Ordinal));
        Assert.Equal(Codes.HashMismatch, Fails().Code);
        Assert.Empty(project.CacheFiles("work"));
    }

    [Fact]
    public void An_archive_is_extracted_once_and_again_if_its_folder_was_deleted()
    {
        ZipFile.CreateFromDirectory(project["photos"], project["photos.zip"]);
        project.Metadata["Dataset"] = "photos.zip";
        Assert.Equal("dataset " + All, Build());
        Assert.Equal("", Build());
        Directory.Delete(project["cache", "v1", "datasets"], recursive: true);
        Assert.Equal("dataset", Build());
        Assert.Empty(project.CacheFiles("work"));

        project.Metadata["Sha256"] = new string('0', 64);
        Assert.Equal(Codes.HashMismatch, Fails().Code);
    }

    [Fact]
    public void Missing_images_of_a_list_cause_a_warning()
    {
        var images = Directory.GetFiles(project["photos"], "*", SearchOption.AllDirectories).Select(
            path => Path.GetRelativePath(project["."], path).Replace('\\', '/'));
        File.WriteAllLines(
            project["photos.csv"], ["path,label", .. images.Select(path => $"{path},{path.Split('/')[1]}"), "photos/none.jpg,daisy"]);
        project.Metadata["Dataset"] = "photos.csv";
        Assert.Equal("dataset " + All, Build());
        var warning = Assert.Single(project.Reported);
        Assert.Equal((Codes.ListedImageMissing, project["photos.csv"], 26), (warning.Code, warning.File, warning.Line));
    }

    [Fact]
    public void An_error_about_a_class_of_a_list_is_located_in_the_list()
    {
        File.WriteAllText(project["photos.csv"], "path,label\nphotos/daisy/01.jpg,daisy\nphotos/roses/01.jpg,roses\nphotos/roses/02.jpg,roses\n");
        project.Metadata["Dataset"] = "photos.csv";
        var error = Fails();
        Assert.Equal((Codes.TooFewImages, project["photos.csv"]), (error.Code, error.File));
    }

    [Fact]
    public void A_stage_without_the_results_of_the_earlier_ones_is_an_error()
    {
        project.RunStage<DatasetStage>("alone");
        var error = Assert.Throws<PipelineException>(() => project.RunStage<TrainStage>("alone")).Diagnostic;
        Assert.Equal((Codes.StageResultMissing, project["garden.csproj"]), (error.Code, error.File));
        Assert.Contains("The record of stage features", error.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Base_weights_from_a_package_are_an_error_where_no_package_can_be_used()
    {
        project.Metadata["BaseModel"] = "ResNet18";
        project.Metadata.Remove("BaseWeights");
        Assert.Equal((Codes.WeightsNotRestored, project["garden.csproj"]), (Fails().Code, Fails().File));
    }

    [Theory]
    [InlineData("none", Codes.DatasetNotFound)]
    [InlineData("base.h5", Codes.InvalidArchive)]
    [InlineData("https://example.invalid/flowers.tgz", Codes.HashRequired)]
    public void An_invalid_dataset_is_reported(string dataset, string code)
    {
        project.Metadata["Dataset"] = dataset;
        Assert.Equal(code, Fails().Code);
        Assert.Empty(project.LastStarted);
    }

    private string Build() => string.Join(' ', project.Build());

    private Diagnostic Fails() => Assert.Throws<PipelineException>(() => project.Build()).Diagnostic;
}
