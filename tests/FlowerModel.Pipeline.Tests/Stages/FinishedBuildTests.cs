using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Running;

namespace FlowerModel.Pipeline.Tests.Stages;

/// <summary>What a build notices: everything that can change its result, and nothing else.</summary>
[Collection(FakeTrainerTests.Name)]
public sealed class FinishedBuildTests : IDisposable
{
    private const string FromFeatures = "features train fine-tune convert evaluate report";
    private const string FromTrain = "train fine-tune convert evaluate report";
    private const string Nothing = "";

    private readonly FakeTrainerProject project = new();

    private string IndexPath => project["obj", ModelMemory.IndexName];

    public void Dispose() => project.Dispose();

    [Fact]
    public void If_nothing_changed_no_file_is_read_and_no_stage_is_looked_at()
    {
        Assert.Equal(FromFeatures, Build());
        project.Details.Clear();
        Assert.Equal((null, 0), project.BuildChanges());
        Assert.Contains("every stage is up to date", Assert.Single(project.Details), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("add", FromFeatures)]
    [InlineData("remove", FromFeatures)]
    [InlineData("rename", "report")]
    [InlineData("move to another class", FromTrain)]
    [InlineData("replace by an older file of the same size", FromFeatures)]
    public void A_changed_image_is_noticed(string change, string stages)
    {
        Build();
        var image = project["photos", "daisy", "03.jpg"];
        switch (change)
        {
            case "add":
                project.WriteImage("photos/daisy/fresh.jpg");
                break;
            case "remove":
                File.Delete(image);
                break;
            case "rename":
                File.Move(image, project["photos", "daisy", "renamed.jpg"]);
                break;
            case "move to another class":
                File.Move(image, project["photos", "roses", "moved.jpg"]);
                break;
            default:
                project.WriteImage("photos/daisy/03.jpg", "photos/daisy/xx.jpg");
                File.SetLastWriteTimeUtc(image, new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));
                break;
        }

        Assert.Equal(stages, Build());
        Assert.Null(Build());
    }

    [Fact]
    public void Class_folders_that_are_links_are_classes()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "symbolic links require a privilege on Windows");
        for (var i = 0; i < 12; i++) project.WriteImage($"elsewhere/{i:00}.jpg");
        Directory.CreateSymbolicLink(project["photos", "tulips"], project["elsewhere"]);
        Assert.Equal(FromFeatures, Build());
        Assert.Equal(["daisy", "roses", "tulips"], project.Results().Labels);
        Assert.Null(Build());
        project.WriteImage("elsewhere/fresh.jpg");
        Assert.StartsWith("features train", Build(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_warning_about_images_that_are_not_used_is_repeated_until_they_are_gone()
    {
        project.WriteImage("photos/daisy/50.heic");
        Build();
        Assert.Equal(Codes.FilesPassedOver, Assert.Single(project.Reported).Code);
        project.Reported.Clear();
        Assert.Equal(Nothing, Build());
        Assert.Contains("50.heic", Assert.Single(project.Reported).Text, StringComparison.Ordinal);
        File.Delete(project["photos", "daisy", "50.heic"]);
        project.Reported.Clear();
        Assert.Equal(Nothing, Build());
        Assert.Empty(project.Reported);
        Assert.Null(Build());
    }

    [Fact]
    public void A_message_about_other_files_costs_no_later_build_anything()
    {
        project.WriteImage("photos/LICENSE");
        project.WriteImage("photos/daisy/notes.txt");
        var progress = new List<string>();
        project.Progressed = text =>
        {
            lock (progress) progress.Add(text);
        };
        Build();
        Assert.Empty(project.Reported);
        Assert.Contains(
            "Flowers: 2 files of the dataset are not used: 1 .txt (daisy/notes.txt); 1 without extension (LICENSE).", progress);
        Assert.Null(Build());
    }

    [Fact]
    public void Once_per_day_the_stages_look_their_results_up_so_that_the_cache_keeps_them()
    {
        Build();
        File.SetLastWriteTimeUtc(IndexPath, DateTime.UtcNow.AddDays(-2));
        Assert.Equal(Nothing, Build());
        Assert.Null(Build());
    }

    [Fact]
    public void Two_images_of_the_same_size_and_date_that_were_swapped_between_classes_are_noticed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows' file numbers are not read");
        var (daisy, rose) = (project["photos", "daisy", "03.jpg"], project["photos", "roses", "03.jpg"]);
        var date = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        foreach (var (image, content) in ((string, string)[])[(daisy, "a daisy"), (rose, "a rose!")])
        {
            File.WriteAllText(image, content);
            File.SetLastWriteTimeUtc(image, date);
        }

        Build();
        File.Move(daisy, project["swap"]);
        File.Move(rose, daisy);
        File.Move(project["swap"], rose);
        Assert.Equal(FromTrain, Build());
    }

    [Fact]
    public void Changed_bytes_behind_a_link_are_noticed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links require a privilege on Windows");
        var date = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        project.WriteImage("store/object", "one");
        File.SetLastWriteTimeUtc(project["store", "object"], date);
        File.CreateSymbolicLink(project["photos", "daisy", "link.jpg"], project["store", "object"]);
        Build();
        Assert.Null(Build());

        File.WriteAllText(project["store", "object"], "two");
        File.SetLastWriteTimeUtc(project["store", "object"], date);
        Assert.Equal(FromFeatures, Build());
    }

    [Fact]
    public void A_link_without_a_target_is_reported_in_every_build()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links require a privilege on Windows");
        File.CreateSymbolicLink(project["photos", "daisy", "link.jpg"], project["gone.jpg"]);
        Assert.Equal(FromFeatures, Build());
        Assert.Equal(Nothing, Build());
        Assert.Equal([Codes.UnreadableImage, Codes.UnreadableImage], project.Reported.Select(diagnostic => diagnostic.Code));
    }

    [Fact]
    public void Touched_images_are_read_once_and_run_nothing()
    {
        Build();
        foreach (var image in Directory.GetFiles(project["photos"], "*", SearchOption.AllDirectories))
            File.SetLastWriteTimeUtc(image, DateTime.UtcNow.AddYears(1));
        Assert.Equal((null, 24), project.BuildChanges());
        Assert.Equal((null, 0), project.BuildChanges());
    }

    [Fact]
    public void A_changed_setting_is_noticed()
    {
        project.BuildChanges("settings");
        Assert.NotNull(project.BuildChanges("other settings").Started);
        Assert.Null(project.BuildChanges("other settings").Started);
    }

    [Fact]
    public void A_class_without_images_is_noticed()
    {
        Build();
        Directory.CreateDirectory(project["photos", "tulips"]);
        Assert.Equal(Codes.TooFewImages, Assert.Throws<PipelineException>(Build).Diagnostic.Code);
    }

    [Fact]
    public void A_failed_build_does_not_count_as_finished()
    {
        Build();
        project.WriteImage("photos/daisy/fresh.jpg");
        project.Behavior = "error@train";
        Assert.Throws<PipelineException>(Build);
        project.Behavior = "ok";
        Assert.Equal(FromTrain, Build());
    }

    [Fact]
    public void Every_result_is_restored()
    {
        Build();
        var results = Directory.GetFiles(project["obj"]).Where(file => file != IndexPath && !file.EndsWith(".log", StringComparison.Ordinal)).ToArray();
        Assert.Contains(project["obj", "Flowers.tflite"], results);
        foreach (var file in results)
        {
            var bytes = File.ReadAllBytes(file);
            File.Delete(file);
            Assert.Equal((file, Nothing), (file, Build()));
            Assert.Equal(bytes, File.ReadAllBytes(file));
            Assert.Null(Build());
        }
    }

    [Fact]
    public void A_missing_or_damaged_artifact_in_the_cache_is_noticed()
    {
        Build();
        foreach (var blob in project.CacheFiles("blobs").Where(file => new FileInfo(file).Length > 0))
        {
            var bytes = File.ReadAllBytes(blob);
            File.WriteAllBytes(blob, new byte[bytes.Length]);
            Assert.NotEqual((blob, ""), (blob, Build() ?? ""));
            Assert.Equal(bytes, File.ReadAllBytes(blob));
        }
    }

    [Fact]
    public void A_damaged_index_costs_only_time()
    {
        Build();
        var bytes = File.ReadAllBytes(IndexPath);
        for (var i = 0; i < bytes.Length; i += bytes.Length / 7)
        {
            var damaged = (byte[])bytes.Clone();
            damaged[i] ^= 1;
            File.WriteAllBytes(IndexPath, damaged);
            Assert.Equal(Nothing, Build());
            Assert.Null(Build());
        }
    }

    [Fact]
    public void An_index_that_the_trainer_contradicts_is_thrown_away()
    {
        Build();
        Assert.True(project.BuildChanges("settings").Started is null);
        project.WriteImage("photos/daisy/fresh.jpg");
        project.Behavior = "changed@features";
        Assert.Equal(Codes.DatasetChanged, Assert.Throws<PipelineException>(Build).Diagnostic.Code);
        project.Behavior = "ok";
        var (started, hashed) = project.BuildChanges();
        Assert.Equal(FromFeatures, string.Join(' ', started!));
        Assert.True(hashed >= 25, $"{hashed} files were hashed, fewer than there are images.");
    }

    [Fact]
    public void Warnings_about_images_are_repeated()
    {
        project.WriteImage("photos/daisy/same.jpg", "same");
        project.WriteImage("photos/roses/same.jpg", "same");
        Build();
        Assert.Null(Build());
        Assert.Equal([Codes.ContradictoryLabels, Codes.ContradictoryLabels], project.Reported.Select(diagnostic => diagnostic.Code));
        Assert.Equal(project.Reported[0], project.Reported[1]);
    }

    private string? Build() => project.BuildChanges().Started is { } started ? string.Join(' ', started) : null;
}
