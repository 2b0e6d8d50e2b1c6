using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Running;

namespace FlowerModel.Pipeline.Tests.Stages;

/// <summary><c>FlowerModelMode=CacheOnly</c> with the fake trainer.</summary>
[Collection(FakeTrainerTests.Name)]
public sealed class CacheOnlyTests : IDisposable
{
    private readonly FakeTrainerProject project = new();

    public void Dispose() => project.Dispose();

    [Fact]
    public void Results_come_from_the_cache_and_nothing_runs()
    {
        project.Build();
        var model = project.Results().Model;
        Directory.Delete(project[project.State], recursive: true);
        project.Policy = RunPolicy.CacheOnly;
        Assert.Empty(project.Build());
        Assert.Equal(model, project.Results().Model);
    }

    [Fact]
    public void With_an_empty_cache_the_first_stage_is_an_error()
    {
        project.Policy = RunPolicy.CacheOnly;
        var error = Failure();
        Assert.Equal((Codes.NotInCache, project["garden.csproj"]), (error.Code, error.File));
        Assert.Contains("Flowers: the result of features is in no cache", error.Text, StringComparison.Ordinal);
        Assert.Contains("no result of that stage to compare with", error.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_changed_setting_is_named_in_comparison_with_the_most_similar_result()
    {
        project.Build();
        project.Metadata["LearningRate"] = "0.5";
        project.Metadata["Epochs"] = "3";
        project.Build();
        // In a fresh clone nothing but the cache tells what was built before. The result with three epochs is one setting away, the other one two.
        Directory.Delete(project[project.State], recursive: true);
        project.Metadata["LearningRate"] = "0.25";
        project.Policy = RunPolicy.CacheOnly;
        var error = Failure();
        Assert.Contains("Flowers: the result of train is in no cache", error.Text, StringComparison.Ordinal);
        Assert.Contains(
            "Compared with the most similar result in the local cache, setting learningRate changed from '0.5' to '0.25'.",
            error.Text,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Changed_images_are_counted_and_the_first_new_one_is_named()
    {
        project.Build();
        Directory.Delete(project[project.State], recursive: true);
        project.WriteImage("photos/roses/new.jpg");
        project.WriteImage("photos/roses/newer.jpg");
        File.Delete(project["photos/daisy/00.jpg"]);
        project.Policy = RunPolicy.CacheOnly;
        Assert.Contains(
            "(new or changed images: 2, the first is roses/new.jpg; images no longer there: 1).", Failure().Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_result_without_its_files_is_an_error_that_says_so()
    {
        project.Build();
        foreach (var blob in project.CacheFiles("blobs")) File.Delete(blob);
        project.Policy = RunPolicy.CacheOnly;
        Assert.Contains("Its record is in the local cache, but its files are not.", Failure().Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_without_a_pinned_hash_are_not_downloaded()
    {
        project.Metadata.Remove("BaseWeights");
        project.Metadata["Alpha"] = "1.0";
        project.Metadata["ImageSize"] = "224";
        project.Policy = RunPolicy.CacheOnly;
        var error = Failure();
        Assert.Equal(Codes.NotInCache, error.Code);
        Assert.Contains("flowermodel.lock.json", error.Text, StringComparison.Ordinal);
    }

    private Diagnostic Failure()
    {
        var error = Assert.Throws<PipelineException>(() => project.Build()).Diagnostic;
        Assert.Empty(project.LastStarted);
        return error;
    }
}
