using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Maintenance;
using FlowerModel.Pipeline.Store;
using FlowerModel.Pipeline.Tests.Stages;

namespace FlowerModel.Pipeline.Tests.Maintenance;

[Collection(FakeTrainerTests.Name)]
public sealed class CachePrunerTests : IDisposable
{
    private static readonly CacheLimits None = new(0, TimeSpan.Zero);
    private static readonly CacheLimits Unlimited = new(long.MaxValue, TimeSpan.MaxValue);

    private readonly FakeTrainerProject project = new();

    private CacheFolders Folders => new(project["cache"]);

    public void Dispose() => project.Dispose();

    [Fact]
    public void What_was_not_used_for_the_longest_time_is_removed_first()
    {
        var now = DateTime.UtcNow;
        var (old, middle, recent) = (Feature("a", now.AddDays(-30)), Feature("b", now.AddDays(-20)), Feature("c", now.AddDays(-10)));
        Assert.Empty(CachePruner.Prune(Folders, Unlimited, now).Removed);
        Assert.Equal([old], CachePruner.Prune(Folders, Unlimited with { MaxAge = TimeSpan.FromDays(25) }, now).Removed.Select(entry => entry.Path));
        var result = CachePruner.Prune(Folders, Unlimited with { MaxBytes = 150 }, now);
        Assert.Equal([middle], result.Removed.Select(entry => entry.Path));
        Assert.Equal([recent], result.Kept.Select(entry => entry.Path));
        Assert.Equal([recent], project.CacheFiles("features"));

        var answers = Path.Combine(Directory.CreateDirectory(Folders.Answers(1)).FullName, "model.answers");
        File.WriteAllText(answers, "x");
        string[] epochs = [.. new[] { ".epochs", ".scores" }.Select(end => Path.Combine(Directory.CreateDirectory(Folders.Epochs).FullName, "key" + end))];
        foreach (var file in epochs) File.WriteAllText(file, "x");
        CachePruner.Prune(Folders, None, now.AddDays(1));
        Assert.False(File.Exists(answers));
        Assert.DoesNotContain(epochs, File.Exists);
    }

    [Fact]
    public void What_was_just_used_is_kept_even_if_it_exceeds_the_limits()
    {
        project.Build();
        foreach (var file in project.CacheFiles("blobs")) File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddDays(-9));
        foreach (var file in project.CacheFiles("stages")) File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddDays(-9));
        Assert.Empty(project.Build());
        Assert.Empty(CachePruner.Prune(Folders, None, DateTime.UtcNow).Removed);
        Assert.Empty(project.Build());
    }

    [Fact]
    public void Artifacts_are_removed_with_the_records_that_name_them_and_are_created_again()
    {
        project.Build();
        var model = project.Results().Model;
        CachePruner.Prune(Folders, None, DateTime.UtcNow.AddDays(1));
        Assert.Empty(project.CacheFiles("blobs"));
        Assert.DoesNotContain(project.CacheFiles("stages"), path => path.EndsWith(".json", StringComparison.Ordinal));
        Assert.Equal(6, project.Build().Length);
        Assert.Empty(project.Reported);
        Assert.Equal(model, project.Results().Model);
    }

    [Theory]
    [InlineData("features")]
    [InlineData("train")]
    [InlineData("fine-tune")]
    [InlineData("convert")]
    [InlineData("evaluate")]
    public void Emptying_the_cache_does_not_break_a_running_build(string stage)
    {
        project.Build();
        var model = project.Results().Model;
        (project.Cache, project.State) = ("cache2", "obj2");
        var times = 0;
        project.Progressed = text =>
        {
            if (text != "Flowers: fake " + stage || times++ > 0) return;
            CachePruner.Clear(new CacheFolders(project["cache2"]));
        };
        project.Build();
        Assert.True(times > 0);
        Assert.Equal(model, project.Results().Model);
        Assert.Empty(project.Reported);
    }

    [Fact]
    public void What_a_running_trainer_reads_is_kept()
    {
        project.Build();
        project.Metadata["FineTuneLearningRate"] = "0.5";
        var kept = Array.Empty<string>();
        project.Progressed = text =>
        {
            if (text != "Flowers: fake fine-tune") return;
            CachePruner.Clear(Folders);
            kept = project.CacheFiles("blobs");
        };
        Assert.Equal("fine-tune", project.Build()[0]);
        Assert.Equal(4, kept.Length); // features.json, head.h5, calibration.json and history.json: the inputs of fine-tuning
    }

    [Fact]
    public void Temporary_files_of_killed_builds_are_removed_when_they_are_old()
    {
        var now = DateTime.UtcNow;
        string[] paths =
        [
            Path.Combine(Folders.Blobs, "ab", "abc.123.tmp"), Path.Combine(Folders.Records, "train", "x.json.123.tmp"),
            Feature("a", now) + ".k3j.9ab", Path.Combine(Folders.Answers(1), "x.answers.123.tmp"),
            Path.Combine(Folders.Epochs, "x.epochs.123.tmp"), Path.Combine(Folders.Datasets(1), "abc.0f.tmp", "half.jpg"),
        ];
        foreach (var path in paths)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, "x");
        }

        CachePruner.Prune(Folders, Unlimited, now);
        Assert.All(paths, path => Assert.True(File.Exists(path)));
        CachePruner.Prune(Folders, Unlimited, now.AddDays(2));
        Assert.All(paths, path => Assert.False(File.Exists(path)));
        Assert.Single(project.CacheFiles("features"));
    }

    [Fact]
    public void A_build_that_runs_a_stage_prunes_the_cache_at_most_once_per_day()
    {
        var first = Feature("a", DateTime.UtcNow.AddDays(-400));
        project.Build();
        Assert.False(File.Exists(first));
        var second = Feature("b", DateTime.UtcNow.AddDays(-400));
        project.Metadata["Epochs"] = "3";
        project.Build();
        Assert.True(File.Exists(second));
        File.SetLastWriteTimeUtc(project["cache", "v1", "pruned"], DateTime.UtcNow.AddDays(-2));
        project.Metadata["Epochs"] = "4";
        project.Build();
        Assert.False(File.Exists(second));
    }

    [Theory]
    [InlineData("", "", 20_000_000_000, 90)]
    [InlineData("1.5 GiB", "0.5", 1_610_612_736, 0.5)]
    [InlineData("700", "7", 700, 7)]
    public void Limits_are_parsed(string size, string age, long bytes, double days) =>
        Assert.Equal(new CacheLimits(bytes, TimeSpan.FromDays(days)), CacheLimits.Parse(size, age));

    [Theory]
    [InlineData("much", "")]
    [InlineData("-1GB", "")]
    [InlineData("", "soon")]
    [InlineData("", "-1")]
    public void Invalid_limits_are_reported(string size, string age) =>
        Assert.Equal(Codes.InvalidValue, Assert.Throws<PipelineException>(() => CacheLimits.Parse(size, age)).Diagnostic.Code);

    private string Feature(string name, DateTime lastUsed)
    {
        var path = Path.Combine(Folders.Features(9), "base", "tap", name + ".features");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, new byte[100]);
        File.SetLastWriteTimeUtc(path, lastUsed);
        return path;
    }
}
