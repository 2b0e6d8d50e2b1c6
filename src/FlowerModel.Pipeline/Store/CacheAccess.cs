namespace FlowerModel.Pipeline.Store;

/// <summary>Opens the cache: where it cannot be written, a private folder beside the project receives what is new.</summary>
public static class CacheAccess
{
    /// <summary>Returns the folders to read and write.</summary>
    /// <param name="root">Full path of the cache folder.</param>
    /// <param name="overlay">Full path of the private folder; it is used only if the cache cannot be written.</param>
    public static CacheFolders Open(string root, string overlay)
    {
        var folders = new CacheFolders(root);
        return folders.CanWrite() ? folders : new CacheFolders(overlay) { Shared = folders };
    }

    /// <summary>Opens the store in the folders.</summary>
    /// <inheritdoc cref="LocalArtifactStore(CacheFolders, StatCache, Action{string}, string)" path="/param"/>
    public static IArtifactStore OpenStore(CacheFolders folders, StatCache hashes, Action<string> damaged, string project = "")
    {
        var store = new LocalArtifactStore(folders, hashes, damaged, project);
        return folders.Shared is { } shared ? new OverlayArtifactStore(store, new LocalArtifactStore(shared, hashes, damaged)) : store;
    }
}
