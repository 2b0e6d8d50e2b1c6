using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Running;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Store;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Sources;

/// <summary>The dataset that <c>Dataset</c> names.</summary>
/// <param name="Kind">The form of the dataset.</param>
/// <param name="Location">Full path of the folder, archive or list, or URL of the archive; the first one of several folders.</param>
/// <param name="Sha256">SHA-256 of the archive or list; empty for a folder.</param>
internal sealed record DatasetSource(DatasetKind Kind, string Location, string Sha256)
{
    private static readonly string[] ArchiveExtensions = [".tgz", ".tar.gz", ".tar", ".zip"];

    /// <summary>Full paths of the folders; empty for an archive or a list.</summary>
    public IReadOnlyList<string> Folders { get; init; } = [];

    /// <summary>Finds the dataset that an item's <c>Dataset</c> names, without reading any image.</summary>
    /// <exception cref="PipelineException">The dataset does not exist, or does not match <c>Sha256</c>.</exception>
    public static DatasetSource Find(ModelSettings settings, PipelineContext context, StatCache hashes)
    {
        if (WebUrl.IsUrl(settings.Dataset)) return new DatasetSource(DatasetKind.Archive, settings.Dataset, PinnedHash(settings, context));
        var paths = DatasetPaths.Split(settings.Dataset).Select(name => Path.GetFullPath(Path.Combine(context.ProjectDirectory, name))).ToArray();
        if (paths.Length > 1 || Directory.Exists(paths[0])) return OfFolders(settings, paths);
        var path = paths[0];
        if (!File.Exists(path)) throw NotFound(settings, path);
        var sha256 = hashes.Hash(path).Sha256;
        if (settings.Sha256 is { } expected && expected != sha256)
        {
            throw new PipelineException(
                Codes.HashMismatch, $"The file has SHA-256 {sha256}, but the project specifies {expected}. Get the correct file, or correct Sha256.", path);
        }

        if (path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase)) return new DatasetSource(DatasetKind.List, path, sha256);
        if (ArchiveExtensions.Any(extension => path.EndsWith(extension, StringComparison.OrdinalIgnoreCase)))
            return new DatasetSource(DatasetKind.Archive, path, sha256);
        throw new PipelineException(
            Codes.InvalidArchive, $"A dataset file must be an archive ({string.Join(", ", ArchiveExtensions)}) or a CSV list (.csv).", path);
    }

    private static DatasetSource OfFolders(ModelSettings settings, string[] folders)
    {
        foreach (var folder in folders)
        {
            if (Directory.Exists(folder)) continue;
            if (!File.Exists(folder)) throw NotFound(settings, folder);
            throw Incompatible($"FlowerModel '{settings.Name}' has several datasets, and this one is a file. Only folders can be combined.", folder);
        }

        CheckNoHash(settings, folders[0]);
        var inOrder = folders.Select(folder => folder.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar).OrderBy(path => path, StringComparer.Ordinal).ToArray();
        for (var i = 1; i < inOrder.Length; i++)
        {
            if (!inOrder[i].StartsWith(inOrder[i - 1], StringComparison.Ordinal)) continue;
            throw Incompatible($"Dataset=\"{settings.Dataset}\" of FlowerModel '{settings.Name}' has this folder twice, or inside another one.", inOrder[i]);
        }

        return new DatasetSource(DatasetKind.Folder, folders[0], "") { Folders = folders };
    }

    private static string PinnedHash(ModelSettings settings, PipelineContext context) => settings.Sha256 ?? throw new PipelineException(
        Codes.HashRequired,
        $"Dataset=\"{settings.Dataset}\" of FlowerModel '{settings.Name}' is downloaded, so its content must be pinned: "
        + "add Sha256=\"...\" with the SHA-256 of the archive.",
        context.ProjectFile);

    private static void CheckNoHash(ModelSettings settings, string folder)
    {
        if (settings.Sha256 is null) return;
        throw Incompatible(
            $"FlowerModel '{settings.Name}' has a Sha256, but its Dataset is a folder. Sha256 applies only to an archive or a list; remove it.", folder);
    }

    private static PipelineException Incompatible(string text, string path) => new(Codes.IncompatibleSettings, text, path);

    private static PipelineException NotFound(ModelSettings settings, string path) => new(
        Codes.DatasetNotFound,
        $"The dataset of FlowerModel '{settings.Name}' does not exist. Dataset=\"{settings.Dataset}\" is relative to the project and names a folder "
        + "with one sub-folder of images per class, an archive (.tgz, .tar.gz, .tar, .zip), or a CSV list with the columns path,label.",
        path);
}
