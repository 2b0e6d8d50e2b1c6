using FlowerModel.Sdk.Tests.Support;
using FlowerModel.Testing;

namespace FlowerModel.Sdk.Tests;

/// <summary>Locating and restoring the trainer.</summary>
[Collection(ConsumerBuilds.Name)]
public sealed class ToolingTests(PackedFeed feed)
{
    [Fact]
    public void A_build_that_finds_everything_in_the_cache_restores_no_trainer()
    {
        using var consumer = OwnPackages();
        consumer.Build().Succeeded();
        consumer.Run("App", "clean").Succeeded();
        consumer.Properties.Remove("FlowerModelTrainerAssembly");
        consumer.Properties["FlowerModelRestoreTrainer"] = "false";
        consumer.Build().Succeeded();
        Assert.StartsWith("version 1.0.0", consumer.StartProgram(), StringComparison.Ordinal);
        Assert.True(Directory.Exists(consumer["packages/flowermodel.sdk"]));
        Assert.False(Directory.Exists(consumer["packages/flowermodel.trainer"]));
    }

    [Fact]
    public void A_trainer_that_no_source_provides_is_reported_with_the_NuGet_error()
    {
        using var consumer = OwnPackages();
        consumer.Properties.Remove("FlowerModelTrainerAssembly");
        consumer.Properties["FlowerModelRestoreTrainer"] = "false";
        consumer.Run("App", "restore").Succeeded();
        consumer.Write("nuget.config", """<configuration><packageSources><clear /></packageSources></configuration>""");
        var error = consumer.Build("--no-restore").FailedWith("FLOWER4002");
        Assert.Contains("FlowerModel.Trainer 1.0.0", error.Text, StringComparison.Ordinal);
        Assert.Contains("NU1100", error.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("BaseModel=\"MobileNetV1\"", false)]
    [InlineData("BaseModel=\"ResNet18\"", true)]
    [InlineData("BaseModel=\"resnet18\"", true)]
    [InlineData("BaseModel=\"ResNet18\" BaseWeights=\"none\"", false)]
    public void The_package_with_base_weights_is_downloaded_only_if_a_model_uses_it(string metadata, bool isDownloaded)
    {
        using var consumer = new Consumer(feed);
        consumer.WriteProject(models: $"""<FlowerModel Include="Flowers" Dataset="photos" {metadata} />""");
        var (_, items) = CommandLine.Run(consumer["App"], consumer.Environment, "msbuild", "-getItem:PackageDownload");
        Assert.Equal(isDownloaded, items.Contains("Microsoft.ML.DnnImageFeaturizer.ResNet18", StringComparison.Ordinal));
    }

    // Other tests may have put the trainer into the packages folder that they share.
    private Consumer OwnPackages()
    {
        var consumer = new Consumer(feed);
        consumer.Environment["NUGET_PACKAGES"] = consumer["packages"];
        return consumer;
    }
}
