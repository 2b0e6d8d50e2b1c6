namespace FlowerModel.Pipeline.Store;

/// <summary>A file in the index.</summary>
/// <param name="facts">What the file system knew of it when it was hashed.</param>
/// <param name="hash">SHA-256 of its bytes.</param>
/// <param name="isTrusted">True if the same facts mean the same bytes; false if the file changed too shortly before it was hashed.</param>
/// <param name="isImage">True for an image of the dataset.</param>
internal sealed class IndexedFile(FileFacts facts, byte[] hash, bool isTrusted, bool isImage)
{
    /// <summary>What the file system knew of the file.</summary>
    public FileFacts Facts => facts;

    /// <summary>SHA-256 of its bytes.</summary>
    public byte[] Hash => hash;

    /// <summary>True if the same facts mean the same bytes.</summary>
    public bool IsTrusted => isTrusted;

    /// <summary>True for an image of the dataset.</summary>
    public bool IsImage => isImage;

    /// <summary>Returns true if the other file has the same hash.</summary>
    public bool HasHashOf(IndexedFile other)
    {
        for (var i = 0; i < hash.Length; i++)
        {
            if (hash[i] != other.Hash[i]) return false;
        }

        return true;
    }
}
