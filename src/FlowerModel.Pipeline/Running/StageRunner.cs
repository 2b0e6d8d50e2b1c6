using System.Diagnostics;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Keys;
using FlowerModel.Pipeline.Maintenance;
using FlowerModel.Pipeline.Store;
using FlowerModel.Pipeline.Trainer;

namespace FlowerModel.Pipeline.Running;

/// <summary>
/// Makes sure that the artifacts of a run exist: artifacts with the same key are taken from the store. The trainer's output is published only
/// after it has ended successfully.
/// </summary>
internal sealed class StageRunner(
    string model, PipelineContext context, StageResults results, IArtifactStore store, StageState state, StageWork work, Verification verification,
    ModelMemory memory)
{
    private readonly StageVerifier verifier = new(model, verification, work);

    /// <summary>Finds the run's artifacts in the store, or creates them.</summary>
    /// <exception cref="PipelineException">The run failed, is not up to date under <c>-question</c>, or differs from its stored result.</exception>
    public StageRecord Make(StageRun run)
    {
        var key = run.Key(context.SdkVersion);
        var record = results.Find(key);
        if (record is null) record = MakeMissing(run, key);
        else if (context.Policy == RunPolicy.Verify) verifier.Verify(run, record);
        else ReportFound(run, $"is up to date (key {key.Hash.Substring(0, 12)}, from the local cache)");

        state.Write(run.RecordName, record);
        return record;
    }

    private void ReportFound(StageRun run, string how)
    {
        memory.Stages.AddFound();
        context.Log.Detail(Codes.StageKept, $"{model}: {run.Title} {how}.");
    }

    private StageRecord MakeMissing(StageRun run, StageKey key)
    {
        var reason = key.ExplainDifference(state.TryRead(run.RecordName)?.Entries) ?? "its artifacts are no longer in the cache";
        if (context.Policy == RunPolicy.Question)
            throw new PipelineException(Codes.NotUpToDate, $"{model}: {run.Title} is not up to date: {reason}.", context.ProjectFile);
        if (context.Policy == RunPolicy.CacheOnly && !run.ReadsSource) throw NotInCache(run, key);
        var record = MakeLocked(run, key, reason);
        if (context.Policy != RunPolicy.Verify) return record;
        context.Log.Progress($"{model}: {run.Title} had no stored result to compare with; it was run and stored as usual.");
        verification.Count(run.Stage, equalArtifacts: null);
        return record;
    }

    private PipelineException NotInCache(StageRun run, StageKey key)
    {
        var known = store.Records(run.Stage).Append(state.TryRead(run.RecordName)).OfType<StageRecord>();
        var text = $"{model}: the result of {run.Title} is in no cache, and FlowerModelMode=CacheOnly runs no stage. "
            + $"{CacheMiss.Explain(run, key, known)} Build with FlowerModelMode=Auto where the cache is filled.";
        return new PipelineException(Codes.NotInCache, text, context.ProjectFile);
    }

    private StageRecord MakeLocked(StageRun run, StageKey key, string reason)
    {
        using var held = store.Lock(key, Waiting, context.Cancellation);
        if (results.Find(key) is { } made)
        {
            ReportFound(run, "was run by another build in the meantime");
            return made;
        }

        context.Log.Detail(Codes.StageRan, $"{model}: {run.Title} runs because {reason}.");
        var checkpoints = new Checkpoints(context.Folders);
        context.Log.Status(run.Title);
        var time = Stopwatch.StartNew();
        StageRecord published;
        try
        {
            published = work.Do(
                run,
                request => request with { Checkpoint = checkpoints.PathOf(key) },
                (files, trainer) => results.Publish(key, files, TrainerPackages.Of(trainer.Assembly)));
        }
        catch (OperationCanceledException)
        {
            var kept = File.Exists(checkpoints.PathOf(key)) ? ", computed features and the state after the last finished epoch" : " and computed features";
            context.Log.Report(Diagnostic.Warning(
                Codes.Canceled,
                $"{model}: canceled in {run.Title}. Finished stages{kept} are kept, and the next build continues from there.",
                context.ProjectFile));
            throw;
        }

        memory.Stages.AddRun(run, time.Elapsed.TotalSeconds);
        checkpoints.Delete(key);
        CachePruner.PruneIfDue(context.Folders, context.CacheLimits);
        return published;

        void Waiting(string holder) => context.Log.Report(new Diagnostic(
            Severity.Message, Codes.WaitingForBuild, $"{model}: {run.Title} is being run by {holder}; waiting for it."));
    }
}
