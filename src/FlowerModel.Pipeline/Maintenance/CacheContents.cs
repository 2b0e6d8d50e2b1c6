using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Store;

namespace FlowerModel.Pipeline.Maintenance;

/// <summary>Lists what is in the cache.</summary>
/// <param name="folders">The folders of the cache.</param>
public sealed class CacheContents(CacheFolders folders)
{
    private const string Temporary = ".tmp";
    private const string FeaturesExtension = ".features";
    private const string AnswersExtension = ".answers";
    private const string PreviewsExtension = ".previews";

    /// <summary>Returns the entries; files that vanish meanwhile are left out.</summary>
    public IReadOnlyList<CacheEntry> List() =>
    [
        .. Artifacts(),
        .. Files(folders.AllFeatures).Where(file => file.Extension == FeaturesExtension).Select(file => Entry(CacheEntryKind.Features, file)),
        .. Files(folders.AllAnswers).Where(file => file.Extension == AnswersExtension).Select(file => Entry(CacheEntryKind.Answers, file)),
        .. Files(folders.AllPreviews).Where(file => file.Extension == PreviewsExtension).Select(file => Entry(CacheEntryKind.Previews, file)),
        .. Files(folders.Epochs).Where(file => file.Extension != Temporary).Select(file => Entry(CacheEntryKind.Epochs, file)),
        .. Datasets(),
        .. Files(folders.Bases).Where(file => file.Extension == ".h5").Select(file => Entry(CacheEntryKind.BaseWeights, file)),
        .. Files(folders.Checkpoints).Where(file => file.Extension == ".checkpoint").Select(file => Entry(CacheEntryKind.Checkpoint, file)),
    ];

    /// <summary>Returns the full paths of files and folders that were only temporary and that a killed build left behind.</summary>
    /// <param name="before">They were last written before this time.</param>
    public IReadOnlyList<string> Leftovers(DateTime before)
    {
        string[] roots = [folders.Blobs, folders.Records, folders.Bases, folders.Checkpoints, folders.Epochs, folders.AllAnswers, folders.AllPreviews];
        var files = roots.SelectMany(Files).Where(file => file.Extension == Temporary)
            .Concat(Files(folders.AllFeatures).Where(file => file.Extension != FeaturesExtension && file.Name.Contains(FeaturesExtension)));
        return [.. files.Where(file => file.LastWriteTimeUtc < before).Select(file => file.FullName), .. HalfDatasets(before)];
    }

    /// <summary>Returns the full paths of the files that are neither entries nor temporary: records, locks, stamps.</summary>
    /// <param name="withFeatures">True to include every file in the folder of stored features.</param>
    public IReadOnlyList<string> Others(bool withFeatures)
    {
        var top = Directory.Exists(folders.Layout) ? new DirectoryInfo(folders.Layout).GetFiles() : [];
        return
        [
            .. top.Concat(Files(folders.Records)).Concat(Files(folders.Bases).Where(file => file.Extension != ".h5"))
                .Concat(withFeatures ? Files(folders.AllFeatures) : []).Where(file => file.Extension != Temporary).Select(file => file.FullName),
        ];
    }

    private IEnumerable<CacheEntry> Artifacts()
    {
        var records = Files(folders.Records).Where(file => file.Extension == ".json")
            .Select(file => (file.FullName, file.LastWriteTimeUtc, Record: StageRecord.TryRead(file.FullName)))
            .Where(file => file.Record is not null)
            .SelectMany(file => file.Record!.Outputs.Select(output => (output.Sha256, file.FullName, file.LastWriteTimeUtc)))
            .ToLookup(file => file.Sha256, StringComparer.Ordinal);
        foreach (var blob in Files(folders.Blobs).Where(file => file.Extension != Temporary))
        {
            var lastUsed = records[blob.Name].Select(record => record.LastWriteTimeUtc).Append(blob.LastWriteTimeUtc).Max();
            yield return Entry(CacheEntryKind.Artifact, blob) with { LastUsed = lastUsed, Dependents = [.. records[blob.Name].Select(record => record.FullName)] };
        }
    }

    private IEnumerable<CacheEntry> Datasets()
    {
        foreach (var folder in DatasetFolders().Where(folder => folder.Extension != Temporary))
        {
            var hashes = new FileInfo(ExtractedImages.HashesPath(folder.FullName));
            yield return new CacheEntry(
                CacheEntryKind.Dataset,
                folder.FullName,
                Files(folder.FullName).Sum(file => file.Length),
                hashes.Exists ? hashes.LastWriteTimeUtc : folder.LastWriteTimeUtc) { Dependents = hashes.Exists ? [hashes.FullName] : [] };
        }
    }

    private IEnumerable<string> HalfDatasets(DateTime before) => DatasetFolders()
        .Where(folder => folder.Extension == Temporary && folder.LastWriteTimeUtc < before).Select(folder => folder.FullName);

    private IEnumerable<DirectoryInfo> DatasetFolders() => Directory.Exists(folders.AllDatasets)
        ? new DirectoryInfo(folders.AllDatasets).GetDirectories().SelectMany(version => version.GetDirectories())
        : [];

    private static CacheEntry Entry(CacheEntryKind kind, FileInfo file) => new(kind, file.FullName, file.Length, file.LastWriteTimeUtc);

    private static IEnumerable<FileInfo> Files(string root) =>
        Directory.Exists(root) ? new DirectoryInfo(root).EnumerateFiles("*", SearchOption.AllDirectories) : [];
}
