using FlowerModel.Pipeline.Store;

namespace FlowerModel.Pipeline.Tests.Store;

public sealed class MemoryArtifactStoreTests : ArtifactStoreTests
{
    private MemoryArtifactStore? store;

    protected override IArtifactStore Open() => store ??= new MemoryArtifactStore(Folder["copies"]);
}
