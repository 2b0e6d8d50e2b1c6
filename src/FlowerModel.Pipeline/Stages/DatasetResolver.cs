using System.Text.Json;
using FlowerModel.Pipeline.Cache;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Stages;

/// <summary>
/// Finds the images that an item's <c>Dataset</c> names. A folder is read as it is; an archive or list goes through the dataset stage
/// once per content and then is a folder too.
/// </summary>
internal sealed class DatasetResolver(ModelSettings settings, PipelineContext context, ArtifactCache cache, StageRunner runner, StatCache hashes)
{
    private static readonly string[] ArchiveExtensions = [".tgz", ".tar.gz", ".tar", ".zip"];

    /// <summary>The dataset's folder, its classes and its images.</summary>
    /// <exception cref="PipelineException">There is no such dataset, or it cannot be read.</exception>
    public (string Root, IReadOnlyList<string> Labels, IReadOnlyList<ImageFile> Images) Resolve()
    {
        if (IsUrl(settings.Dataset)) return FromUrl();
        var path = Path.GetFullPath(Path.Combine(context.ProjectDirectory, settings.Dataset));
        if (Directory.Exists(path))
        {
            CheckNoHash(path);
            return (path, FolderScanner.Labels(path), FolderScanner.Scan(path));
        }

        if (!File.Exists(path))
        {
            throw new PipelineException(
                Codes.DatasetNotFound,
                $"The dataset of FlowerModel '{settings.Name}' does not exist. Dataset=\"{settings.Dataset}\" is relative to the project and names a folder "
                + "with one sub-folder of images a class, an archive (.tgz, .tar.gz, .tar, .zip), or a CSV list with the columns path,label.",
                path);
        }

        var sha256 = hashes.Hash("dataset " + path, path).Sha256;
        if (settings.Sha256 is { } expected && expected != sha256)
        {
            throw new PipelineException(
                Codes.HashMismatch, $"The file has SHA-256 {sha256}, the project says {expected}. Fetch the right file, or correct Sha256.", path);
        }

        if (path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase)) return FromList(path, sha256);
        if (!IsArchive(path))
        {
            throw new PipelineException(
                Codes.InvalidArchive, $"A dataset file must be an archive ({string.Join(", ", ArchiveExtensions)}) or a CSV list (.csv).", path);
        }

        return FromArchive(path, sha256);
    }

    /// <summary>True for an http or https URL.</summary>
    public static bool IsUrl(string text) =>
        text.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("http://", StringComparison.OrdinalIgnoreCase);

    private void CheckNoHash(string folder)
    {
        if (settings.Sha256 is null) return;
        throw new PipelineException(
            Codes.IncompatibleSettings,
            $"FlowerModel '{settings.Name}' has a Sha256, but its Dataset is a folder. Sha256 belongs to an archive or a list; remove it.",
            folder);
    }

    private static bool IsArchive(string path) => ArchiveExtensions.Any(extension => path.EndsWith(extension, StringComparison.OrdinalIgnoreCase));

    private (string Root, IReadOnlyList<string> Labels, IReadOnlyList<ImageFile> Images) FromUrl()
    {
        if (settings.Sha256 is not { } sha256)
        {
            throw new PipelineException(
                Codes.HashRequired,
                $"Dataset=\"{settings.Dataset}\" of FlowerModel '{settings.Name}' is fetched from the network, so its content must be pinned: "
                + "add Sha256=\"...\" with the SHA-256 of the archive.",
                context.ProjectFile);
        }

        return FromArchive(settings.Dataset, sha256);
    }

    private (string Root, IReadOnlyList<string> Labels, IReadOnlyList<ImageFile> Images) FromArchive(string source, string sha256)
    {
        var root = Path.Combine(cache.DatasetsDirectory, sha256);
        var files = RunStage("archive", source, sha256);
        if (!Directory.Exists(root) && !context.Question)
        {
            // The record is there but the extracted images were cleaned away: extract again, outside the stage's bookkeeping.
            context.Log.Detail(Codes.StageRan, $"{settings.Name}: the dataset is extracted again because its folder is no longer in the cache.");
            var request = runner.NewRequest() with
            {
                Source = source,
                SourceSha256 = sha256,
                Settings = Trainer.TrainerRequest.SettingsOf(new DatasetSettings("archive", sha256)),
            };
            runner.RunVerb(Stage.Dataset.Name(), request, static _ => { });
        }

        return (root, files.Labels, files.Images);
    }

    private (string Root, IReadOnlyList<string> Labels, IReadOnlyList<ImageFile> Images) FromList(string path, string sha256)
    {
        var root = Path.GetDirectoryName(path)!;
        var files = RunStage("list", path, sha256);
        var present = new List<ImageFile>(files.Images.Count);
        foreach (var image in files.Images)
        {
            if (File.Exists(Path.Combine(root, image.Path)))
            {
                present.Add(image);
                continue;
            }

            context.Log.Report(Diagnostic.Warning(
                Codes.ListedImageMissing, $"The list names '{image.Path}', which does not exist beside it; the line is left out.", path));
        }

        return (root, files.Labels, present);
    }

    private DatasetFiles RunStage(string kind, string source, string sha256)
    {
        var record = runner.Run(
            Stage.Dataset,
            new DatasetSettings(kind, sha256),
            new Dictionary<string, string>(),
            request => request with { Source = source, SourceSha256 = sha256 });
        return JsonSerializer.Deserialize<DatasetFiles>(File.ReadAllText(cache.PathOf(record[DatasetFiles.FileName])), CanonicalJson.Options)
            ?? throw new InvalidDataException("An empty dataset description.");
    }
}
