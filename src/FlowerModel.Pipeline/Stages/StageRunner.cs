using FlowerModel.Pipeline.Cache;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Keys;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Text;
using FlowerModel.Pipeline.Trainer;
using FlowerModel.Pipeline.Variants;

namespace FlowerModel.Pipeline.Stages;

/// <summary>
/// Runs a stage, or finds that it need not run: the same key gives the same artifacts, taken from the cache. What a stage made is published
/// only after the trainer has ended well, artifacts first, record last.
/// </summary>
internal sealed class StageRunner(string model, PipelineContext context, ArtifactCache cache, StatCache hashes, PipelineState state)
{
    /// <summary>Makes sure that a stage's artifacts are there.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="settings">All that it may read; request and key are made of this one record.</param>
    /// <param name="inputs">Name and hash of what it depends on.</param>
    /// <param name="complete">Adds to the request where inputs lie; called only when the stage runs.</param>
    /// <param name="variant">Which of several the stage makes; null for a stage that runs once a model.</param>
    /// <returns>The record.</returns>
    public StageRecord Run(
        Stage stage,
        StageSettings settings,
        IReadOnlyDictionary<string, string> inputs,
        Func<TrainerRequest, TrainerRequest> complete,
        NumberFormat? variant = null)
    {
        var key = StageKey.Create(stage, settings, inputs);
        var work = variant is { } made ? $"{stage.Name()} {made.Name()}" : stage.Name();
        var statePath = state.RecordPath(stage, variant ?? NumberFormat.Float32);
        var record = cache.Find(key, hashes, Damaged);
        if (record is not null)
        {
            context.Log.Detail(Codes.StageKept, $"{model}: {work} is up to date (key {key.Hash.Substring(0, 12)}, from the local cache).");
        }
        else
        {
            var reason = key.ExplainDifference(StageRecord.TryRead(statePath)?.Entries) ?? "its artifacts are no longer in the cache";
            if (context.Question)
            {
                throw new PipelineException(Codes.StageRan, $"{model}: {work} is not up to date: {reason}.", context.ProjectFile);
            }

            record = RunLocked(key, work, reason, settings, complete, variant);
        }

        AtomicFile.WriteTextIfDifferent(statePath, record.ToJson());
        return record;
    }

    /// <summary>Runs a verb of the trainer outside the bookkeeping of stages.</summary>
    /// <param name="verb">The verb.</param>
    /// <param name="request">The request; its output folder is gone afterwards.</param>
    /// <param name="take">Takes what is wanted out of the output folder.</param>
    public void RunVerb(string verb, TrainerRequest request, Action<string> take)
    {
        try
        {
            Start(verb, request);
            take(request.OutputDirectory);
        }
        finally
        {
            DeleteQuietly(request.OutputDirectory);
        }
    }

    private void Start(string verb, TrainerRequest request)
    {
        var trainer = context.Trainer();
        request = request with { LibTorchDirectory = trainer.LibTorchDirectory };
        var requestFile = Path.Combine(request.OutputDirectory, "request.json");
        AtomicFile.WriteText(requestFile, request.ToJson());
        Directory.CreateDirectory(context.StateDirectory);
        TrainerProcess.Run(trainer, verb, requestFile, Path.Combine(context.StateDirectory, verb + ".log"), Receive, context.Cancellation);
    }

    /// <summary>A request with everything that does not depend on the stage.</summary>
    public TrainerRequest NewRequest() => new()
    {
        Model = model,
        OutputDirectory = cache.CreateWorkDirectory(),
        FeaturesDirectory = cache.FeaturesDirectory,
        DatasetsDirectory = cache.DatasetsDirectory,
        ToolsDirectory = cache.ToolsDirectory,
        LibTorchDirectory = "",
    };

    private StageRecord RunLocked(
        StageKey key, string work, string reason, StageSettings settings, Func<TrainerRequest, TrainerRequest> complete, NumberFormat? variant)
    {
        using var held = ProcessLock.Acquire(cache.LockPath(key), Waiting, context.Cancellation);
        if (cache.Find(key, hashes, Damaged) is { } made)
        {
            context.Log.Detail(Codes.StageKept, $"{model}: {work} was made by another build meanwhile.");
            return made;
        }

        context.Log.Detail(Codes.StageRan, $"{model}: {work} runs because {reason}.");
        var request = NewRequest() with { Settings = TrainerRequest.SettingsOf(settings) };
        if (variant is { } kind) request = request with { Model = $"{model} {kind.Name()}" };
        try
        {
            Start(key.Stage.Name(), complete(request));
            var files = ArtifactNames.Of(key.Stage).ToDictionary(name => name, name => Path.Combine(request.OutputDirectory, name), StringComparer.Ordinal);
            if (files.FirstOrDefault(file => !File.Exists(file.Value)).Key is { } missing)
            {
                throw new PipelineException(
                    Codes.TrainerCrashed, $"The trainer ended stage '{work}' without writing {missing}. "
                    + "Nothing was kept of this stage; build again.");
            }

            return cache.Publish(key, files, hashes);
        }
        finally
        {
            DeleteQuietly(request.OutputDirectory);
        }

        void Waiting(string holder) => context.Log.Report(new Diagnostic(
            Severity.Message, Codes.WaitingForBuild, $"{model}: {work} is being made by {holder}; waiting for it."));
    }

    private void Receive(TrainerMessage message)
    {
        if (message.Severity == Severity.Warning) context.Log.Report(Diagnostic.Warning(message.Code, message.Text, message.File));
        else if (message.Detail) context.Log.Detail(message.Code, message.Text);
        else context.Log.Progress(message.Text);
    }

    private void Damaged(string path) => context.Log.Report(Diagnostic.Warning(
        Codes.DamagedArtifact, "A kept artifact was damaged (its hash is not what it was) and was removed; it is made again.", path));

    private static void DeleteQuietly(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A stray work folder harms nothing.
        }
    }
}
