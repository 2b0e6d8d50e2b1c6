using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Sources;
using FlowerModel.Pipeline.Stages;
using FlowerModel.Testing;

namespace FlowerModel.Pipeline.Tests.Stages;

public sealed class WeightsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Pinned_hashes_are_kept_next_to_the_project_and_sorted_by_URL()
    {
        var pins = new WeightsLock(folder.FullName);
        Assert.Null(pins.Find("https://b/"));
        pins.Pin("https://b/", new string('b', 64));
        pins.Pin("https://a/", new string('a', 64));
        Assert.Equal(new string('b', 64), new WeightsLock(folder.FullName).Find("https://b/"));
        var text = File.ReadAllText(folder["flowermodel.lock.json"]);
        Assert.InRange(text.IndexOf("https://a/", StringComparison.Ordinal), 1, text.IndexOf("https://b/", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("<<<<<<< HEAD")]
    [InlineData("null")]
    [InlineData("\0\0\0\0\0\0\0\0")]
    [InlineData("{\"format\":1,\"weights\":{\"https://a/\":\"0123")]
    [InlineData("{\"format\":1,\"weights\":{\"https://a/\":\"short\"}}")]
    [InlineData("{\"format\":1,\"weights\":{\"https://a/\":null}}")]
    public void A_damaged_lock_file_is_an_error_rather_than_empty(string text)
    {
        File.WriteAllText(folder["flowermodel.lock.json"], text);
        var error = Assert.Throws<PipelineException>(() => new WeightsLock(folder.FullName).Find("https://a/")).Diagnostic;
        Assert.Equal((Codes.InvalidLockFile, folder["flowermodel.lock.json"]), (error.Code, error.File));
    }

    [Theory]
    [InlineData(0.6, 224)]
    [InlineData(1.0, 100)]
    [InlineData(1.3, 192)]
    public void Widths_and_sizes_without_official_weights_are_reported(double alpha, int size)
    {
        var error = Assert.Throws<PipelineException>(() => OfficialWeights.FileName(Settings(alpha, size), "garden.csproj")).Diagnostic;
        Assert.Equal((Codes.NoOfficialWeights, "garden.csproj"), (error.Code, error.File));
    }

    [Fact]
    public void A_network_without_published_weights_is_reported()
    {
        var settings = Settings(1, 224) with { BaseModel = "EfficientNetLite0" };
        var error = Assert.Throws<PipelineException>(() => OfficialWeights.Of(settings, "garden.csproj")).Diagnostic;
        Assert.Equal((Codes.NoOfficialWeights, "garden.csproj"), (error.Code, error.File));
        Assert.Null(OfficialWeights.Problem(settings with { BaseWeights = "lite0.h5" }));
    }

    private static ModelSettings Settings(double alpha, int size) =>
        new() { Name = "Flowers", Dataset = ".", ClassName = "Flowers", LogicalName = "x", Alpha = alpha, ImageSize = size };
}
