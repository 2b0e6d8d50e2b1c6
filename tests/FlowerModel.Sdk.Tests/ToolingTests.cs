using FlowerModel.Sdk.Tests.Support;

namespace FlowerModel.Sdk.Tests;

/// <summary>Locating and restoring the trainer and libtorch.</summary>
[Collection(ConsumerBuilds.Name)]
public sealed class ToolingTests(PackedFeed feed)
{
    [Fact]
    public void An_unsupported_machine_uses_cached_artifacts_and_fails_with_an_explanation_if_it_has_to_train()
    {
        using var consumer = new Consumer(feed);
        consumer.Build().Succeeded();
        consumer.Run("App", "clean").Succeeded();
        consumer.Properties.Remove("FlowerModelTrainerAssembly");
        consumer.Properties.Remove("FlowerModelLibTorchDirectory");
        consumer.Properties["NETCoreSdkPortableRuntimeIdentifier"] = "linux-musl-x64";
        consumer.Properties["FlowerModelRestoreTrainer"] = "false";
        consumer.Build().Succeeded();
        Assert.StartsWith("version 1.0.0", consumer.StartProgram(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(feed.PackagesDirectory, "flowermodel.trainer")));

        consumer.AddImage("daisy", "added");
        Assert.Contains("linux-musl-x64, C library musl", consumer.Build().FailedWith("FLOWER4003").Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_trainer_that_no_source_provides_is_reported_with_the_NuGet_error()
    {
        using var consumer = new Consumer(feed);
        consumer.Properties.Remove("FlowerModelTrainerAssembly");
        consumer.Properties["FlowerModelRestoreTrainer"] = "false";
        consumer.Run("App", "restore").Succeeded();
        consumer.Write("nuget.config", """<configuration><packageSources><clear /></packageSources></configuration>""");
        var error = consumer.Build("--no-restore").FailedWith("FLOWER4002");
        Assert.Contains("FlowerModel.Trainer 1.0.0", error.Text, StringComparison.Ordinal);
        Assert.Contains("NU1100", error.Text, StringComparison.Ordinal);
    }
}
