using FlowerModel.Trainer.RemoteExecution.Content;

namespace FlowerModel.Trainer.RemoteExecution.Storage;

/// <summary>Names of blobs in the ByteStream service.</summary>
internal static class ResourceNames
{
    /// <summary>The name for reading a blob.</summary>
    public static string ForReading(string instance, BlobDigest digest) => Prefix(instance) + digest.ResourceName;

    /// <summary>A new name for writing a blob. It identifies this upload, which can be continued under the same name.</summary>
    public static string ForWriting(string instance, BlobDigest digest) => $"{Prefix(instance)}uploads/{Guid.NewGuid()}/{digest.ResourceName}";

    private static string Prefix(string instance) => instance.Length > 0 ? instance + "/" : "";
}
