using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Running;
using FlowerModel.Pipeline.Store;

namespace FlowerModel.Pipeline.Stages;

/// <summary>
/// What a build does when something in the cache turned out to be missing or damaged while a stage needed it: it removes what is damaged, so that
/// running the stages again creates it.
/// </summary>
internal static class Recovery
{
    /// <summary>Number of times that a stage is tried in all. The cache can be emptied more than once during a build.</summary>
    public const int Attempts = 3;

    /// <summary>Prepares another attempt.</summary>
    /// <param name="context">The context of the pipeline.</param>
    /// <param name="error">Why the stage failed.</param>
    /// <returns>False if the cache is not the cause, so that another attempt would fail, too.</returns>
    public static bool TryPrepare(PipelineContext context, Exception error)
    {
        switch (error)
        {
            case LostArtifactException or LostWorkException:
                return true;
            case DamagedDatasetException damaged:
                return TryDeleteDataset(context, damaged.Path);
            case PipelineException { Diagnostic: { Code: Codes.DatasetChanged, File: { } file } }:
                return TryDeleteDataset(context, file);
            case PipelineException { Diagnostic: { Code: Codes.DamagedFeatures } damage }:
                // The trainer deleted the file.
                Warn(context, "A file of stored features was missing or damaged and was removed; it is computed again.", damage.File);
                return true;
            default:
                return false;
        }
    }

    private static bool TryDeleteDataset(PipelineContext context, string file)
    {
        var datasets = context.Folders.Datasets(StageCatalog.Get<DatasetStage>().Version) + Path.DirectorySeparatorChar;
        if (!file.StartsWith(datasets, StringComparison.Ordinal)) return false;
        var folder = datasets + file.Substring(datasets.Length).Split(Path.DirectorySeparatorChar)[0];
        ExtractedImages.Delete(folder);
        Warn(context, "An image that was extracted from the dataset's archive was missing or damaged; the archive is extracted again.", file);
        return true;
    }

    private static void Warn(PipelineContext context, string text, string? file) =>
        context.Log.Report(Diagnostic.Warning(Codes.DamagedArtifact, text, file));
}
