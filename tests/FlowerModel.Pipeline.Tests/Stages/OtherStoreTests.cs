using FlowerModel.Pipeline.Tests.Store;

namespace FlowerModel.Pipeline.Tests.Stages;

/// <summary>The pipeline with a store that is not a folder: it must use nothing but the interface of stores.</summary>
[Collection(FakeTrainerTests.Name)]
public sealed class OtherStoreTests : IDisposable
{
    private readonly FakeTrainerProject project = new();
    private readonly MemoryArtifactStore store;

    public OtherStoreTests()
    {
        store = new MemoryArtifactStore(project["copies"]);
        project.Store = (_, _) => store;
        project.Metadata["Quantization"] = "int8";
    }

    public void Dispose()
    {
        store.Dispose();
        project.Dispose();
    }

    [Fact]
    public void A_build_keeps_everything_in_the_given_store_and_finds_it_there()
    {
        Assert.Equal(
            ["features", "train", "fine-tune", "convert", "quantize int8", "evaluate float32", "evaluate int8", "report"], project.Build());
        Assert.Equal(8, store.Count);
        Assert.Empty(project.CacheFiles("blobs"));
        Assert.Empty(project.CacheFiles("stages"));
        var results = project.Results();

        // Another project with the same store, as on another machine.
        project.State = "obj2";
        Assert.Empty(project.Build());
        Assert.Equal(results.Model, project.Results().Model);
    }
}
