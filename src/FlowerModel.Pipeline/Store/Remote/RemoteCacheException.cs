namespace FlowerModel.Pipeline.Store.Remote;

/// <summary>The kinds of trouble with a remote cache; they differ in what the rest of the build can still use.</summary>
internal enum RemoteTrouble
{
    /// <summary>The cache does not answer, answers too slowly or fails: it is not used again.</summary>
    Connection,

    /// <summary>The cache returned wrong content: it is not read again.</summary>
    Content,

    /// <summary>The cache does not accept an upload: it is not written again.</summary>
    Upload,
}

/// <summary>Trouble with a remote cache. It never leaves the store.</summary>
internal sealed class RemoteCacheException : Exception
{
    public RemoteCacheException(RemoteTrouble kind, string message)
        : base(message) => Kind = kind;

    /// <summary>What kind of trouble it is.</summary>
    public RemoteTrouble Kind { get; }
}
