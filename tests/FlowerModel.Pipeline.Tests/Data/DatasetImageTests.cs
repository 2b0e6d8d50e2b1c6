using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Text;
using FlowerModel.Testing;

namespace FlowerModel.Pipeline.Tests.Data;

public sealed class DatasetImageTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_bytes_are_returned_if_their_hash_is_that_of_the_manifest()
    {
        File.WriteAllBytes(folder["rose.jpg"], [1, 2, 3]);

        Assert.Equal([1, 2, 3], DatasetImage.Read(folder["rose.jpg"], Hashing.OfFile(folder["rose.jpg"])));
    }

    [Fact]
    public void Changed_and_removed_files_are_named()
    {
        File.WriteAllBytes(folder["rose.jpg"], [1, 2, 3]);
        var sha256 = Hashing.OfFile(folder["rose.jpg"]);

        File.WriteAllBytes(folder["rose.jpg"], [1, 2, 4]);
        var changed = Assert.Throws<ImageChangedException>(() => DatasetImage.Read(folder["rose.jpg"], sha256));
        File.Delete(folder["rose.jpg"]);
        var gone = Assert.Throws<ImageChangedException>(() => DatasetImage.Read(folder["rose.jpg"], sha256));

        Assert.All([changed, gone], error => Assert.Equal(folder["rose.jpg"], error.Path));
        Assert.IsType<FileNotFoundException>(gone.InnerException);
    }
}
