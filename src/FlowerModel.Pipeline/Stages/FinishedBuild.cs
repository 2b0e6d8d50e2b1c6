using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Running;
using FlowerModel.Pipeline.Sources;
using FlowerModel.Pipeline.Store;

namespace FlowerModel.Pipeline.Stages;

/// <summary>
/// Decides for all stages of a model at once whether anything changed since its last finished build. Only the index is read for that: no manifest,
/// no record, no setting.
/// </summary>
public static class FinishedBuild
{
    /// <summary>
    /// Returns true if no stage has to run and no file has to be written, and repeats the warnings of the finished build. Otherwise the stages
    /// decide one by one.
    /// </summary>
    /// <param name="model">Name of the model.</param>
    /// <param name="memory">The memory of this build.</param>
    /// <param name="settings">Hash of the item, the project's properties and this program.</param>
    /// <param name="dataset">Full path of the dataset's folder; ignored if it is not a folder.</param>
    /// <param name="log">Receives the warnings.</param>
    /// <param name="cancellation">Cancels the check.</param>
    public static bool IsCurrent(
        string model, ModelMemory memory, string settings, string dataset, IPipelineLog log, CancellationToken cancellation)
    {
        var index = memory.Hashes.Index;
        if (index.Finished != settings) return false;
        if (!OthersAreUnchanged(memory.Hashes, cancellation) || !ImagesAreUnchanged(memory.Hashes, dataset, cancellation)) return false;
        foreach (var warning in index.Warnings) log.Report(warning);
        log.Detail(Codes.StageKept, $"{model}: every stage is up to date, because nothing changed since the last build.");
        memory.Hashes.Save();
        return true;
    }

    /// <summary>Records that all stages of a model have run and their results have been copied.</summary>
    /// <param name="context">The context of the pipeline.</param>
    /// <param name="memory">The memory of this build.</param>
    /// <param name="settings">What <see cref="IsCurrent"/> will compare.</param>
    public static void Record(PipelineContext context, ModelMemory memory, string settings)
    {
        // If stages did not share this memory, or images were left out, it is not known on what the build depended.
        if (!memory.HasBegun || context.Policy == RunPolicy.Verify || memory.Warnings.Any(warning => warning.Code == Codes.ListedImageMissing)) return;
        var pinned = new WeightsLock(context.ProjectDirectory).Path;
        if (File.Exists(pinned)) memory.Hashes.Hash(pinned);
        foreach (var file in Directory.GetFiles(context.StateDirectory))
        {
            if (IsResult(file)) memory.Hashes.Hash(file);
        }

        memory.Hashes.Finish(settings, memory.Warnings);
        memory.Hashes.Save();
    }

    private static bool OthersAreUnchanged(StatCache hashes, CancellationToken cancellation)
    {
        // Files are hashed again meanwhile, which changes the dictionary.
        foreach (var file in hashes.Index.Files.ToArray())
        {
            cancellation.ThrowIfCancellationRequested();
            if (!file.Value.IsImage && !hashes.IsUnchanged(file.Key)) return false;
        }

        return true;
    }

    private static bool ImagesAreUnchanged(StatCache hashes, string dataset, CancellationToken cancellation)
    {
        var isFolder = Directory.Exists(dataset);
        var present = 0;
        foreach (var image in isFolder ? FolderScanner.ImagesBelow(dataset) : Images(hashes))
        {
            cancellation.ThrowIfCancellationRequested();
            if (!hashes.Index.Files.TryGetValue(image, out var known) || !known.IsImage || !hashes.IsUnchanged(image)) return false;
            present++;
        }

        return present == Images(hashes).Length && !(isFolder && FolderScanner.HasEmptyClass(dataset));
    }

    private static string[] Images(StatCache hashes) => [.. hashes.Index.Files.Where(file => file.Value.IsImage).Select(file => file.Key)];

    // Logs and an editor's files change without a build, and no build depends on them.
    private static bool IsResult(string file) =>
        Path.GetFileName(file) != ModelMemory.IndexName
        && !file.EndsWith(".log", StringComparison.Ordinal)
        && !file.EndsWith(".tmp", StringComparison.Ordinal)
        && !file.EndsWith(".design.g.cs", StringComparison.Ordinal);
}
