namespace FlowerModel.Pipeline.Store;

/// <summary>What an index stores of a file besides facts and hash.</summary>
[Flags]
internal enum IndexedFileFlags : byte
{
    /// <summary>Nothing else.</summary>
    None = 0,

    /// <summary><see cref="IndexedFile.IsTrusted"/>.</summary>
    Trusted = 1,

    /// <summary><see cref="IndexedFile.IsImage"/>.</summary>
    Image = 2,
}
