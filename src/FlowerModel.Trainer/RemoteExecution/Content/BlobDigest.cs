using System.Globalization;
using System.Security.Cryptography;
using FlowerModel.Trainer.RemoteExecution.Connection;

namespace FlowerModel.Trainer.RemoteExecution.Content;

/// <summary>Identifies a blob: SHA-256 and size of its bytes.</summary>
/// <param name="Hash">SHA-256 in lowercase hexadecimal digits.</param>
/// <param name="Size">Number of bytes.</param>
internal readonly record struct BlobDigest(string Hash, long Size)
{
    /// <summary>The blob as part of a resource name: <c>blobs/HASH/SIZE</c>.</summary>
    public string ResourceName => string.Create(CultureInfo.InvariantCulture, $"blobs/{Hash}/{Size}");

    /// <summary>Returns the digest of bytes.</summary>
    public static BlobDigest Of(ReadOnlySpan<byte> bytes) => new(Convert.ToHexStringLower(SHA256.HashData(bytes)), bytes.Length);

    /// <summary>Returns the digest in a message of a server.</summary>
    /// <exception cref="RemoteExecutionException">It is missing, or not a SHA-256 digest.</exception>
    public static BlobDigest Of(Messages.Digest? digest) =>
        digest is { Hash.Length: 64, SizeBytes: >= 0 } && digest.Hash.All(char.IsAsciiHexDigitLower)
            ? new(digest.Hash, digest.SizeBytes)
            : throw new RemoteExecutionException("The remote execution service sent a digest that is not a SHA-256 digest. Update or replace the server.");

    /// <summary>Returns the message.</summary>
    public Messages.Digest ToMessage() => new() { Hash = Hash, SizeBytes = Size };
}
