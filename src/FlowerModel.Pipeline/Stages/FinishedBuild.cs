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
    // Once per day, the stages look their results up, so that the cache knows that they are still used and does not remove them.
    private static readonly TimeSpan MaxAge = TimeSpan.FromDays(1);

    /// <summary>
    /// Returns true if no stage has to run and no file has to be written, and repeats the warnings of the finished build. Otherwise the stages
    /// decide one by one.
    /// </summary>
    /// <param name="model">Name of the model.</param>
    /// <param name="memory">The memory of this build.</param>
    /// <param name="settings">Hash of the item, the project's properties and this program.</param>
    /// <param name="folders">Returns the full paths of the dataset's folders, called only if the settings are valid; none for an archive or a list.</param>
    /// <param name="log">Receives the warnings.</param>
    /// <param name="cancellation">Cancels the check.</param>
    public static bool IsCurrent(
        string model, ModelMemory memory, string settings, Func<IReadOnlyList<string>> folders, IPipelineLog log, CancellationToken cancellation)
    {
        var index = memory.Hashes.Index;
        if (index.Finished != settings || memory.Hashes.IsOlderThan(MaxAge)) return false;
        if (!IsUnchanged(memory.Hashes, folders(), cancellation)) return false;
        foreach (var warning in index.Warnings) log.Report(warning);
        log.Detail(Codes.StageKept, $"{model}: every stage is up to date, because nothing changed since the last build.");
        memory.Hashes.Save();
        return true;
    }

    /// <summary>Records that all stages of a model have run and their results have been copied.</summary>
    /// <param name="context">The context of the pipeline.</param>
    /// <param name="memory">The memory of this build, with <see cref="ModelMemory.Build"/>.</param>
    public static void Record(PipelineContext context, ModelMemory memory)
    {
        // If stages did not share this memory, or files that may be meant as images were left out, it is not known on what the build depended.
        if (memory.Build is not { } build || !memory.HasBegun || context.Policy == RunPolicy.Verify) return;
        if (memory.Warnings.Any(warning => warning.Code is Codes.ListedImageMissing or Codes.FilesPassedOver)) return;
        var pinned = new WeightsLock(context.ProjectDirectory).Path;
        if (File.Exists(pinned)) memory.Hashes.Hash(pinned);
        foreach (var file in Directory.GetFiles(context.StateDirectory))
        {
            if (IsResult(file)) memory.Hashes.Hash(file);
        }

        memory.Hashes.Finish(build.Settings, build.Notes, memory.Warnings);
        memory.Hashes.Save();
    }

    // The folders are listed while other threads look at the files of the index. No LINQ: this runs in every build, where little time is left for
    // compiling generic code.
    private static bool IsUnchanged(StatCache hashes, IReadOnlyList<string> folders, CancellationToken cancellation)
    {
        var files = hashes.Index.Packed;
        var listing = folders.Count > 0 ? Task.Run(() => ImageListing.IsUnchanged(folders, files, cancellation), cancellation) : null;
        var others = hashes.FindOtherFacts(cancellation);
        cancellation.ThrowIfCancellationRequested();
        if (listing is not null && !listing.GetAwaiter().GetResult()) return false;
        foreach (var file in others)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!hashes.IsUnchanged(file)) return false;
        }

        return true;
    }

    // Logs and an editor's files change without a build, and no build depends on them.
    private static bool IsResult(string file) =>
        Path.GetFileName(file) != ModelMemory.IndexName
        && !file.EndsWith(".log", StringComparison.Ordinal)
        && !file.EndsWith(".tmp", StringComparison.Ordinal)
        && !file.EndsWith(".design.g.cs", StringComparison.Ordinal);
}
