using Google.Protobuf;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Trainer.RemoteExecution.Content;

/// <summary>Bytes that can be uploaded: of a message, or of a local file.</summary>
internal sealed class Blob
{
    private readonly byte[]? bytes;
    private readonly string? file;

    private Blob(BlobDigest digest, byte[]? bytes, string? file) => (Digest, this.bytes, this.file) = (digest, bytes, file);

    /// <summary>Its digest.</summary>
    public BlobDigest Digest { get; }

    /// <summary>A blob of bytes in memory.</summary>
    public static Blob OfBytes(byte[] bytes) => new(BlobDigest.Of(bytes), bytes, null);

    /// <summary>A message in its canonical encoding.</summary>
    public static Blob OfMessage(IMessage message) => OfBytes(message.ToByteArray());

    /// <summary>A local file, which is read to hash it.</summary>
    /// <param name="path">Full path of the file, which must not change until it is uploaded.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Blob OfFile(string path)
    {
        var (hash, size) = Hashing.BytesOfFile(path);
        return new(new BlobDigest(Hashing.ToHex(hash), size), null, path);
    }

    /// <summary>A local file whose hash is known. If it is wrong, the server refuses the upload.</summary>
    /// <param name="path">Full path of the file.</param>
    /// <param name="sha256">SHA-256 of its bytes, in lowercase hexadecimal digits.</param>
    /// <exception cref="IOException">The file does not exist.</exception>
    public static Blob OfFile(string path, string sha256)
    {
        // The file is opened, because the size of a symbolic link is not that of its target.
        using var file = File.OpenHandle(path);
        return new(new BlobDigest(sha256, RandomAccess.GetLength(file)), null, path);
    }

    /// <summary>Opens the bytes.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public Stream Open() => bytes is not null ? new MemoryStream(bytes, writable: false) : File.OpenRead(file!);

    /// <summary>What the blob is, for messages.</summary>
    public override string ToString() => file ?? Digest.ResourceName;
}
