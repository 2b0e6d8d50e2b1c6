using FlowerModel.Pipeline.Store;
using FlowerModel.Testing;

namespace FlowerModel.Pipeline.Tests.Store;

public sealed class CacheFoldersTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Work_folders_are_empty_and_distinct()
    {
        var folders = new CacheFolders(folder["cache"]);
        var (one, other) = (folders.CreateWorkDirectory(), folders.CreateWorkDirectory());
        Assert.NotEqual(one, other);
        Assert.Empty(Directory.GetFileSystemEntries(one));
    }

    [Fact]
    public void A_new_version_of_a_stage_does_not_read_what_an_earlier_version_kept()
    {
        var folders = new CacheFolders(folder["cache"]);
        Assert.NotEqual(folders.Features(1), folders.Features(2));
        Assert.NotEqual(folders.Datasets(1), folders.Datasets(2));
    }
}
