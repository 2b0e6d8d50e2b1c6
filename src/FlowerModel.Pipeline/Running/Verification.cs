using System.Text.Json;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Running;

/// <summary>
/// What the stages of a model share while it is verified, in the folder <c>verification</c> of its state folder: each stage can be a build task
/// of its own, in another process.
/// </summary>
internal sealed class Verification(PipelineContext context)
{
    private string Root => Path.Combine(context.StateDirectory, "verification");

    private string Work => Path.Combine(Root, "work");

    private string TallyFile => Path.Combine(Work, "tally.json");

    /// <summary>
    /// Folder of the features that this verification extracts. Those of earlier builds are not read, because they would make a difference
    /// in them invisible.
    /// </summary>
    public string Features => Path.Combine(Work, "features");

    /// <summary>Folder of the archives that this verification extracts.</summary>
    public string Datasets => Path.Combine(Work, "datasets");

    /// <summary>Prepares the first stage: deletes what an interrupted verification left and, if the model is to be verified, what differed last time.</summary>
    public void Begin() => Delete(context.Policy == RunPolicy.Verify ? Root : Work);

    /// <summary>Deletes the temporary files.</summary>
    public void End()
    {
        try
        {
            Delete(Work);
            if (Directory.Exists(Root) && !Directory.EnumerateFileSystemEntries(Root).Any()) Directory.Delete(Root);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The next build deletes them.
        }
    }

    /// <summary>Counts a run.</summary>
    /// <param name="stage">Name of its stage.</param>
    /// <param name="equalArtifacts">Number of its artifacts, which were all equal; null if there was no stored result to compare with.</param>
    public void Count(string stage, int? equalArtifacts) =>
        AtomicFile.WriteText(TallyFile, JsonSerializer.Serialize((Counted[])[.. Tally(), new(stage, equalArtifacts)], CanonicalJson.Options));

    /// <summary>Returns the result of a verification in which nothing differed, as text.</summary>
    public string Summary()
    {
        var tally = Tally().ToLookup(run => run.EqualArtifacts is not null);
        var summary = $"verified {Stages(tally[true])}, {Number(tally[true].Sum(run => run.EqualArtifacts!.Value), "artifact")} equal";
        return tally[false].Any() ? $"{summary}; {Stages(tally[false])} had nothing to compare with" : summary;
    }

    /// <summary>Keeps a file that differs from the stored artifact, so that both can be compared.</summary>
    /// <param name="run">The run that wrote it.</param>
    /// <param name="artifact">Name of the artifact.</param>
    /// <param name="file">Full path of the file.</param>
    /// <returns>Full path of the kept file.</returns>
    public string Keep(StageRun run, string artifact, string file)
    {
        var kept = Path.Combine(Root, run.RecordName, artifact);
        AtomicFile.Copy(file, kept);
        return kept;
    }

    private static void Delete(string folder)
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }

    private Counted[] Tally() => File.Exists(TallyFile)
        ? JsonSerializer.Deserialize<Counted[]>(File.ReadAllText(TallyFile), CanonicalJson.Options) ?? []
        : [];

    private static string Stages(IEnumerable<Counted> runs) => Number(runs.Select(run => run.Stage).Distinct(StringComparer.Ordinal).Count(), "stage");

    private static string Number(int count, string unit) => FormattableString.Invariant($"{count} {unit}{(count == 1 ? "" : "s")}");

    private sealed record Counted(string Stage, int? EqualArtifacts);
}
