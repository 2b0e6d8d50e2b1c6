using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Running;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Store;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Sources;

/// <summary>The dataset that <c>Dataset</c> names.</summary>
/// <param name="Kind">The form of the dataset.</param>
/// <param name="Location">Full path of the folder, archive or list, or URL of the archive.</param>
/// <param name="Sha256">SHA-256 of the archive or list; empty for a folder.</param>
internal sealed record DatasetSource(DatasetKind Kind, string Location, string Sha256)
{
    private static readonly string[] ArchiveExtensions = [".tgz", ".tar.gz", ".tar", ".zip"];

    /// <summary>Finds the dataset that an item's <c>Dataset</c> names, without reading any image.</summary>
    /// <exception cref="PipelineException">The dataset does not exist, or does not match <c>Sha256</c>.</exception>
    public static DatasetSource Find(ModelSettings settings, PipelineContext context, StatCache hashes)
    {
        if (WebUrl.IsUrl(settings.Dataset)) return new DatasetSource(DatasetKind.Archive, settings.Dataset, PinnedHash(settings, context));
        var path = Path.GetFullPath(Path.Combine(context.ProjectDirectory, settings.Dataset));
        if (Directory.Exists(path))
        {
            CheckNoHash(settings, path);
            return new DatasetSource(DatasetKind.Folder, path, "");
        }

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

    private static string PinnedHash(ModelSettings settings, PipelineContext context) => settings.Sha256 ?? throw new PipelineException(
        Codes.HashRequired,
        $"Dataset=\"{settings.Dataset}\" of FlowerModel '{settings.Name}' is downloaded, so its content must be pinned: "
        + "add Sha256=\"...\" with the SHA-256 of the archive.",
        context.ProjectFile);

    private static void CheckNoHash(ModelSettings settings, string folder)
    {
        if (settings.Sha256 is null) return;
        throw new PipelineException(
            Codes.IncompatibleSettings,
            $"FlowerModel '{settings.Name}' has a Sha256, but its Dataset is a folder. Sha256 applies only to an archive or a list; remove it.",
            folder);
    }

    private static PipelineException NotFound(ModelSettings settings, string path) => new(
        Codes.DatasetNotFound,
        $"The dataset of FlowerModel '{settings.Name}' does not exist. Dataset=\"{settings.Dataset}\" is relative to the project and names a folder "
        + "with one sub-folder of images per class, an archive (.tgz, .tar.gz, .tar, .zip), or a CSV list with the columns path,label.",
        path);
}
