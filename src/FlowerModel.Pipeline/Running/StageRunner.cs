using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Keys;
using FlowerModel.Pipeline.Store;
using FlowerModel.Pipeline.Trainer;

namespace FlowerModel.Pipeline.Running;

/// <summary>
/// Makes sure that the artifacts of a run exist: artifacts with the same key are taken from the store. The trainer's output is published only
/// after it has ended successfully.
/// </summary>
internal sealed class StageRunner(string model, PipelineContext context, StageResults results, IArtifactStore store, StageState state, TrainerRunner trainer)
{
    /// <summary>Finds the run's artifacts in the store, or creates them.</summary>
    /// <exception cref="PipelineException">The run failed, or is not up to date under <c>-question</c>.</exception>
    public StageRecord Make(StageRun run)
    {
        var key = run.Key();
        var record = results.Find(key);
        if (record is not null)
        {
            context.Log.Detail(Codes.StageKept, $"{model}: {run.Title} is up to date (key {key.Hash.Substring(0, 12)}, from the local cache).");
        }
        else
        {
            var reason = key.ExplainDifference(state.TryRead(run.RecordName)?.Entries) ?? "its artifacts are no longer in the cache";
            if (context.Question) throw new PipelineException(Codes.NotUpToDate, $"{model}: {run.Title} is not up to date: {reason}.", context.ProjectFile);
            record = MakeLocked(run, key, reason);
        }

        state.Write(run.RecordName, record);
        return record;
    }

    private StageRecord MakeLocked(StageRun run, StageKey key, string reason)
    {
        using var held = store.Lock(key, Waiting, context.Cancellation);
        if (results.Find(key) is { } made)
        {
            context.Log.Detail(Codes.StageKept, $"{model}: {run.Title} was run by another build in the meantime.");
            return made;
        }

        context.Log.Detail(Codes.StageRan, $"{model}: {run.Title} runs because {reason}.");
        var checkpoints = new Checkpoints(context.Folders);
        var published = trainer.Run(
            run.Stage,
            run.Part.Length == 0 ? model : $"{model} {run.Part}",
            request => run.Complete(request with
            {
                Settings = TrainerRequest.SettingsOf(run.Settings),
                Inputs = InputPaths(run),
                Checkpoint = checkpoints.PathOf(key),
            }),
            folder => results.Publish(key, FilesOf(run, folder)));
        checkpoints.Delete(key);
        return published;

        void Waiting(string holder) => context.Log.Report(new Diagnostic(
            Severity.Message, Codes.WaitingForBuild, $"{model}: {run.Title} is being run by {holder}; waiting for it."));
    }

    private Dictionary<string, string> InputPaths(StageRun run)
    {
        var paths = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var input in run.Inputs)
        {
            if (input.Artifact is { } artifact) paths.Add(artifact.Name, results.PathOf(artifact));
        }

        return paths;
    }

    private static Dictionary<string, string> FilesOf(StageRun run, string folder)
    {
        var files = run.Artifacts.ToDictionary(name => name, name => Path.Combine(folder, name), StringComparer.Ordinal);
        if (files.FirstOrDefault(file => !File.Exists(file.Value)).Key is { } missing)
        {
            throw new PipelineException(
                Codes.TrainerCrashed, $"The trainer finished stage '{run.Title}' without writing {missing}. The stage's output was discarded; build again.");
        }

        foreach (var name in run.Drawings.Where(name => File.Exists(Path.Combine(folder, name)))) files.Add(name, Path.Combine(folder, name));
        return files;
    }
}
