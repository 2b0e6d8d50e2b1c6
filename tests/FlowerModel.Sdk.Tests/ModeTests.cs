using FlowerModel.Sdk.Tests.Support;

namespace FlowerModel.Sdk.Tests;

/// <summary><c>FlowerModelMode</c> in real builds with the fake trainer.</summary>
[Collection(ConsumerBuilds.Name)]
public sealed class ModeTests(PackedFeed feed) : IDisposable
{
    private const string CacheOnly = "-p:FlowerModelMode=CacheOnly";
    private const string Skip = "-p:FlowerModelMode=Skip";

    private readonly Consumer consumer = new(feed);

    public void Dispose() => consumer.Dispose();

    [Fact]
    public void CacheOnly_takes_everything_from_the_cache_or_fails_and_names_what_changed()
    {
        var missing = consumer.Build(CacheOnly);
        Assert.Contains("the result of features is in no cache", missing.FailedWith("FLOWER5010").Text, StringComparison.Ordinal);
        Assert.Empty(missing.Verbs);

        consumer.Build().Succeeded();
        Directory.Delete(consumer["App/obj"], recursive: true);
        Directory.Delete(consumer["App/bin"], recursive: true);
        Assert.Empty(consumer.Build(CacheOnly).Succeeded().Verbs);
        Assert.StartsWith("version 1.0.0, daisy", consumer.StartProgram(), StringComparison.Ordinal);

        consumer.WriteProject("Epochs=\"11\"");
        var changed = consumer.Build(CacheOnly);
        var error = changed.FailedWith("FLOWER5010");
        Assert.Contains("setting epochs changed from '10' to '11'", error.Text, StringComparison.Ordinal);
        Assert.Equal(consumer["App/App.csproj"], error.File);
        Assert.Empty(changed.Verbs);
    }

    [Fact]
    public void Skip_compiles_without_the_model_but_neither_packs_nor_publishes()
    {
        var skipped = consumer.Build(Skip).Succeeded();
        Assert.Empty(skipped.Verbs);
        Assert.Empty(skipped.Warnings);
        Assert.Contains("FLOWER1010", skipped.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(consumer["cache"]), "the cache was used");

        consumer.Run("App", "publish", "--no-build", Skip).FailedWith("FLOWER1011");
        consumer.Run("App", "pack", "--no-build", Skip).FailedWith("FLOWER1011");

        // The next build makes the model, although the program is newer than all of its inputs.
        Assert.NotEmpty(consumer.Build().Succeeded().Verbs);
        Assert.StartsWith("version 1.0.0, daisy", consumer.StartProgram(), StringComparison.Ordinal);
        consumer.Build("-p:FlowerModelMode=Never").FailedWith("FLOWER1002");
    }
}
