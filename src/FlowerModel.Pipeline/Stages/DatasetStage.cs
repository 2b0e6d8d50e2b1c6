using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Keys;
using FlowerModel.Pipeline.Running;
using FlowerModel.Pipeline.Sources;
using FlowerModel.Pipeline.Store;
using FlowerModel.Pipeline.Trainer;

namespace FlowerModel.Pipeline.Stages;

/// <summary>Settings of the dataset stage.</summary>
/// <param name="Kind">The form of the dataset; a folder needs no run.</param>
/// <param name="Sha256">SHA-256 of the archive or list.</param>
public sealed record DatasetSettings(DatasetKind Kind, string Sha256) : StageSettings;

/// <summary>
/// Dataset: creates the manifest from the folder, archive or list that <c>Dataset</c> names. It contains the label, hash and subset of every
/// image. A folder is read directly; the trainer processes an archive or list once per content.
/// </summary>
public sealed class DatasetStage : Stage
{
    /// <inheritdoc/>
    public override string Name => "dataset";

    /// <inheritdoc/>
    public override int Version => 2;

    /// <inheritdoc/>
    public override string After => "";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Artifacts => [DatasetFiles.FileName];

    internal override IReadOnlyList<StageRun> Plan(ModelRun model)
    {
        var source = Source(model);
        return source.Kind == DatasetKind.Folder
            ? []
            : [NewRun(new DatasetSettings(source.Kind, source.Sha256)) with { ReadsSource = true, Complete = request => AddSource(request, source, model) }];
    }

    internal override IReadOnlyList<string> RecordNames(ModelRun model) => Source(model).Kind == DatasetKind.Folder ? [] : [Name];

    internal override void Report(ModelRun model, IReadOnlyList<StageRecord> made)
    {
        var source = Source(model);
        var isArchive = source.Kind == DatasetKind.Archive;
        var dataset = source.Kind switch
        {
            DatasetKind.Folder => ScannedFolders.Scan(source.Folders),
            DatasetKind.Archive => In(ExtractedFolder(model, source), Files(model, made)),
            _ => In(Path.GetDirectoryName(source.Location)!, PresentOnes(model, source.Location, Files(model, made))),
        };
        if (PassedOver.Warn(model.Settings.Name, dataset.PassedOver, source.Location) is { } warning) model.Context.Log.Report(warning);
        else if (PassedOver.Describe(model.Settings.Name, dataset.PassedOver) is { } passedOver) model.Context.Log.Progress(passedOver);
        Manifest manifest;
        try
        {
            manifest = ManifestBuilder.Build(dataset, model.Settings, model.Hashes, Report, model.Context.Cancellation);
        }
        catch (PipelineException error)
        {
            throw new PipelineException(Located(error.Diagnostic, dataset.Root.Path, source), error);
        }

        if (isArchive && model.Context.Policy != RunPolicy.Question) CheckExtracted(manifest);
        model.WriteManifest(manifest);
        CheckStage.CheckLabels(model, manifest.Labels);

        static ScannedFolders In(string root, DatasetFiles files) =>
            new(new ImageRoot(root), files.Labels, files.Images) { PassedOver = files.PassedOver ?? [] };

        void Report(Diagnostic diagnostic)
        {
            // The trainer extracted every image, so one that cannot be read was lost in the cache.
            if (isArchive && diagnostic is { Code: Codes.UnreadableImage, File: { } file }) throw new DamagedDatasetException(file);
            model.Context.Log.Report(Located(diagnostic, dataset.Root.Path, source));
        }
    }

    /// <summary>
    /// Returns a message about an image or class whose location exists for the user: for an archive, the archive, with the entry in the text; for a class of a
    /// list, the list.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="diagnostic">The message, with the full path of the image or class.</param>
    internal static Diagnostic Named(ModelRun model, Diagnostic diagnostic) => Located(diagnostic, model.ReadManifest().Root, Source(model));

    private static Diagnostic Located(Diagnostic diagnostic, string root, DatasetSource source) => source.Kind switch
    {
        DatasetKind.Archive => ArchiveMessage.Of(diagnostic, root, source.Location),
        DatasetKind.List when !File.Exists(diagnostic.File) => diagnostic with { File = source.Location },
        _ => diagnostic,
    };

    private static void CheckExtracted(Manifest manifest)
    {
        var hashes = ExtractedImages.TryReadHashes(manifest.Root);
        foreach (var entry in manifest.Entries)
        {
            if (hashes is null || !hashes.TryGetValue(entry.Path, out var sha256) || sha256 != entry.Sha256)
                throw new DamagedDatasetException(manifest.FullPath(entry));
        }
    }

    private static DatasetSource Source(ModelRun model) => DatasetSource.Find(model.Settings, model.Context, model.Hashes);

    private static DatasetFiles Files(ModelRun model, IReadOnlyList<StageRecord> made) =>
        DatasetFiles.FromJson(model.Results.ReadText(made[0][DatasetFiles.FileName]));

    private TrainerRequest AddSource(TrainerRequest request, DatasetSource source, ModelRun model) => request with
    {
        Source = source.Location,
        SourceSha256 = source.Sha256,
        DatasetsDirectory = model.Context.Folders.Datasets(Version),
    };

    private string ExtractedFolder(ModelRun model, DatasetSource source)
    {
        var folder = Path.Combine(model.Context.Folders.Datasets(Version), source.Sha256);
        if (model.Context.Policy == RunPolicy.Question || (Directory.Exists(folder) && File.Exists(ExtractedImages.HashesPath(folder))))
        {
            LastUse.Touch(ExtractedImages.HashesPath(folder));
            return folder;
        }

        // The record exists, but the extracted images were deleted: they are extracted again, without a new record.
        model.Context.Log.Detail(
            Codes.StageRan, $"{model.Settings.Name}: the dataset is extracted again because its folder is no longer in the cache.");
        model.Trainer.Run(
            Name,
            model.Settings.Name,
            request => AddSource(request with { Settings = TrainerRequest.SettingsOf(new DatasetSettings(source.Kind, source.Sha256)) }, source, model),
            static _ => true);
        return folder;
    }

    private static DatasetFiles PresentOnes(ModelRun model, string list, DatasetFiles files)
    {
        var root = Path.GetDirectoryName(list)!;
        var present = files.Images.ToLookup(image => File.Exists(Path.Combine(root, image.Path)));
        var lines = present[false].Any() ? File.ReadAllLines(list) : [];
        foreach (var image in present[false])
        {
            var warning = Diagnostic.Warning(
                Codes.ListedImageMissing, $"The list names '{image.Path}', which does not exist relative to the list's folder; the line is ignored.", list);
            model.Context.Log.Report(warning with { Line = LineOf(image.Path, lines) });
        }

        return files with { Images = [.. present[true]] };
    }

    // The list's reader, in another process, does not keep the lines. A path that the list writes in another way has none (0).
    private static int LineOf(string path, string[] lines) =>
        Array.FindIndex(lines, line => line.Replace('\\', '/').IndexOf(path, StringComparison.Ordinal) >= 0) + 1;
}
