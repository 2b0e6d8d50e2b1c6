using FlowerModel.Pipeline.Text;
using FlowerModel.Trainer.RemoteExecution.Connection;
using FlowerModel.Trainer.RemoteExecution.Content;

namespace FlowerModel.Trainer.RemoteExecution.Storage;

/// <summary>Writes files that appear under their path only after their bytes have been checked.</summary>
internal static class CheckedFile
{
    /// <summary>Fails if bytes do not have a digest.</summary>
    /// <exception cref="RemoteExecutionException">They do not.</exception>
    public static void Check(ReadOnlySpan<byte> bytes, BlobDigest digest)
    {
        if (BlobDigest.Of(bytes) != digest) throw WrongBytes(digest);
    }

    /// <summary>Writes bytes that have been checked.</summary>
    public static void Write(string path, byte[] bytes) => AtomicFile.Write(path, stream => stream.Write(bytes));

    /// <summary>Writes what a download writes, if it has the digest.</summary>
    /// <param name="path">Full path of the file.</param>
    /// <param name="digest">The digest of its bytes.</param>
    /// <param name="download">Writes the bytes to a stream.</param>
    /// <exception cref="RemoteExecutionException">The bytes do not have the digest; the file was not written.</exception>
    public static async Task WriteAsync(string path, BlobDigest digest, Func<Stream, Task> download)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                await download(stream).ConfigureAwait(false);
                stream.Flush(flushToDisk: true);
            }

            if (Hashing.OfFile(temporary) != digest.Hash) throw WrongBytes(digest);
            AtomicFile.Publish(temporary, path);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static RemoteExecutionException WrongBytes(BlobDigest digest) =>
        new($"The remote execution service sent other bytes than those of '{digest.ResourceName}'. Remove this blob from the service, and build again.");
}
