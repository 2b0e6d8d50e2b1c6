using System.Globalization;

namespace FlowerModel.Pipeline.Store;

/// <summary>
/// The folders of the cache. <see cref="Blobs"/> and <see cref="Records"/> are the local store; the others only save time: their contents can be
/// recreated at any time.
/// </summary>
/// <param name="root">Full path of the cache folder (<c>FlowerModelCacheDirectory</c>).</param>
public sealed class CacheFolders(string root)
{
    // The layout's version. Another layout would have its own folder beside this one.
    private readonly string layout = Path.Combine(root, "v1");
    private int announcements;

    /// <summary>Full path of the cache folder.</summary>
    public string Root => root;

    /// <summary>
    /// The cache that cannot be written and that these folders stand in for (<see cref="CacheAccess"/>); null if these are the folders of the
    /// user's cache.
    /// </summary>
    public CacheFolders? Shared { get; init; }

    /// <summary>Artifacts by the hash of their bytes.</summary>
    public string Blobs => Path.Combine(layout, "blobs");

    /// <summary>Records of what stages made, by stage and key.</summary>
    public string Records => Path.Combine(layout, "stages");

    /// <summary>Downloaded base weights.</summary>
    public string Bases => Path.Combine(layout, "bases");

    /// <summary>States of trainings that have not finished.</summary>
    public string Checkpoints => Path.Combine(layout, "checkpoints");

    /// <summary>Weights and answers of each epoch of finished trainings, two files per training.</summary>
    public string Epochs => Path.Combine(layout, "epochs");

    /// <summary>Stored features and activations, one file per image, view and tap.</summary>
    /// <param name="version">Version of the stage that writes them; other versions never read them.</param>
    public string Features(int version) => Path.Combine(AllFeatures, Versioned(version));

    /// <summary>Answers of models to images, one file per model.</summary>
    /// <param name="version">Version of the stage that writes them; other versions never read them.</param>
    public string Answers(int version) => Path.Combine(AllAnswers, Versioned(version));

    /// <summary>What reports showed of images, one file per model.</summary>
    /// <param name="version">Version of the stage that writes them; other versions never read them.</param>
    public string Previews(int version) => Path.Combine(AllPreviews, Versioned(version));

    /// <summary>Extracted archives, one folder each.</summary>
    /// <param name="version">Version of the stage that writes them; other versions never read them.</param>
    public string Datasets(int version) => Path.Combine(AllDatasets, Versioned(version));

    /// <summary>Returns the path of the downloaded base weights with that hash.</summary>
    public string BaseWeightsPath(string sha256) => Path.Combine(Bases, sha256 + ".h5");

    /// <summary>Work folders of running stages.</summary>
    public string Work => Path.Combine(layout, "work");

    /// <summary>
    /// Creates an empty work folder for a stage, on the same disk as the store, and removes those that killed builds left behind.
    /// </summary>
    public WorkDirectory CreateWorkDirectory()
    {
        WorkDirectory.RemoveAbandoned(Work, DateTime.UtcNow);
        return WorkDirectory.Create(Work);
    }

    /// <summary>Returns true in the first call if these folders stand in for a cache that cannot be written.</summary>
    public bool MustAnnounce() => Shared is not null && Interlocked.Increment(ref announcements) == 1;

    /// <summary>Tries to open a file of the cache for writing; creates it if it does not exist.</summary>
    /// <returns>False if the cache is read-only or belongs to another user.</returns>
    internal bool CanWrite()
    {
        try
        {
            Directory.CreateDirectory(layout);
            new FileStream(Path.Combine(layout, "access"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite).Dispose();
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
        catch (IOException error) when (IsReadOnly(error))
        {
            return false;
        }
    }

    /// <summary>Stored features of all versions.</summary>
    internal string AllFeatures => Path.Combine(layout, "features");

    /// <summary>Answers of all versions.</summary>
    internal string AllAnswers => Path.Combine(layout, "answers");

    /// <summary>Previews of all versions.</summary>
    internal string AllPreviews => Path.Combine(layout, "previews");

    /// <summary>Extracted archives of all versions.</summary>
    internal string AllDatasets => Path.Combine(layout, "datasets");

    /// <summary>The folder of all others.</summary>
    internal string Layout => layout;

    /// <summary>The file whose time stamp is that of the last pruning.</summary>
    internal string PruneStamp => Path.Combine(layout, "pruned");

    // EROFS has the same number on Linux, macOS and the BSDs; on Windows, the error is ERROR_WRITE_PROTECT.
    private static bool IsReadOnly(IOException error) =>
        Path.DirectorySeparatorChar == '\\' ? (error.HResult & 0xFFFF) == 19 : error.HResult == 30;

    private static string Versioned(int version) => "v" + version.ToString(CultureInfo.InvariantCulture);
}
