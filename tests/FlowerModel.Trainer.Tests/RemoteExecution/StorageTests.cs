using FlowerModel.Testing;
using FlowerModel.Testing.RemoteExecution;
using FlowerModel.Trainer.RemoteExecution;
using FlowerModel.Trainer.RemoteExecution.Connection;
using FlowerModel.Trainer.RemoteExecution.Content;
using FlowerModel.Trainer.RemoteExecution.Storage;
using Grpc.Core;

namespace FlowerModel.Trainer.Tests.RemoteExecution;

/// <summary>Uploads to and downloads from BuildStream's artifact server, an independent implementation of the storage services.</summary>
public sealed class StorageTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly ReapiServer server = ReapiServer.Start(new { plain = true });

    public void Dispose()
    {
        server.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task What_is_uploaded_is_not_uploaded_again_and_comes_back_with_the_same_bytes()
    {
        using var connection = new RemoteConnection(server.Settings());
        var capabilities = await RemoteServer.ReadAsync(connection, CancellationToken.None);
        Assert.Equal((1L << 20, false), (capabilities.BatchLimit, capabilities.CanExecute));
        // Some go together, some alone, and one is exactly as large as the limit; the largest needs several pieces.
        int[] sizes = [0, 1, 300_000, 500_000, 600_000, 1 << 20, (1 << 20) - 128, 3_000_000];
        Blob[] blobs = [.. sizes.Select((size, i) => Shell.Large("x", size, i).Content)];
        var uploader = new BlobUploader(connection, capabilities);

        var first = await uploader.UploadAsync(blobs[..^1], CancellationToken.None);
        var second = await uploader.UploadAsync([.. blobs, .. blobs], CancellationToken.None);
        var third = await uploader.UploadAsync(blobs, CancellationToken.None);

        Assert.Equal(blobs[..^1], first);
        Assert.Equal([blobs[^1]], second);
        Assert.Empty(third);
        var files = blobs.Select((blob, i) => (blob.Digest, File: folder[$"{i}"])).ToList();
        await new BlobDownloader(connection, capabilities).SaveAsync(files, CancellationToken.None);
        Assert.All(files, file => Assert.Equal(file.Digest, Blob.OfFile(file.File).Digest));
        Assert.Equal(files.Count, Directory.GetFiles(folder.FullName).Length);
    }

    [Fact]
    public async Task A_blob_that_does_not_exist_is_reported_and_no_file_appears()
    {
        using var connection = new RemoteConnection(server.Settings());
        var downloader = new BlobDownloader(connection, await RemoteServer.ReadAsync(connection, CancellationToken.None));
        foreach (var size in (int[])[10, 2_000_000])
        {
            var digest = Shell.Large("x", size).Content.Digest;
            var error = await Assert.ThrowsAsync<RemoteExecutionException>(
                () => downloader.SaveAsync([(digest, folder["file"])], CancellationToken.None));
            Assert.Equal(StatusCode.NotFound, error.Status);
        }

        Assert.Empty(Directory.GetFiles(folder.FullName));
    }

    [Fact]
    public async Task A_file_that_is_not_what_its_hash_says_is_refused()
    {
        File.WriteAllBytes(folder["file"], new byte[2_000_000]);
        var blob = Blob.OfFile(folder["file"], new string('1', 64));
        using var connection = new RemoteConnection(server.Settings());
        var uploader = new BlobUploader(connection, await RemoteServer.ReadAsync(connection, CancellationToken.None));

        var error = await Assert.ThrowsAsync<RemoteExecutionException>(() => uploader.UploadAsync([blob], CancellationToken.None));

        Assert.Equal(StatusCode.FailedPrecondition, error.Status);
        Assert.Contains("ByteStream.Write", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_only_stores_is_refused_before_anything_is_uploaded()
    {
        var error = await Assert.ThrowsAsync<RemoteExecutionException>(() => RemoteExecutor.ConnectAsync(server.Settings(), CancellationToken.None));
        Assert.Contains("does not execute", error.Message, StringComparison.Ordinal);
    }
}
