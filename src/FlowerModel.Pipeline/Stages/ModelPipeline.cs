using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Running;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Store;
using FlowerModel.Pipeline.Variants;

namespace FlowerModel.Pipeline.Stages;

/// <summary>
/// The pipeline of one model: a loop over <see cref="StageCatalog.All"/>. Each stage finds the results of the earlier ones in the state folder,
/// so it can be called by its own build target.
/// </summary>
public static class ModelPipeline
{
    /// <summary>Runs every stage in order.</summary>
    /// <inheritdoc cref="Run(ModelSettings, PipelineContext, Stage)" path="/param"/>
    /// <inheritdoc cref="Run(ModelSettings, PipelineContext, Stage)" path="/exception"/>
    public static void Run(ModelSettings settings, PipelineContext context)
    {
        var shared = context with { Memory = MemoryOf(context) };
        foreach (var stage in StageCatalog.All) Run(settings, shared, stage);
    }

    /// <summary>
    /// Makes sure that the artifacts of one stage exist, running the stage if the store does not have them, and reports them. Which stages run
    /// otherwise depends on <see cref="PipelineContext.Policy"/>.
    /// </summary>
    /// <param name="settings">The model's settings.</param>
    /// <param name="context">The context of the pipeline.</param>
    /// <param name="stage">The stage; the earlier ones must have run.</param>
    /// <exception cref="PipelineException">The stage failed; the message says why.</exception>
    /// <exception cref="OperationCanceledException">The build was canceled.</exception>
    public static void Run(ModelSettings settings, PipelineContext context, Stage stage)
    {
        TryAgain(
            settings,
            context with { Memory = MemoryOf(context) },
            StageCatalog.All.TakeWhile(earlier => earlier != stage),
            current =>
            {
                RunOnce(settings, current, stage);
                return true;
            });
    }

    // Calls an action. If it fails because something in the cache is lost, runs the stages that create it, and calls the action again. These attempts
    // hash every file: time stamps do not show damage.
    private static TResult TryAgain<TResult>(
        ModelSettings settings, PipelineContext context, IEnumerable<Stage> makers, Func<PipelineContext, TResult> action)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                if (attempt > 1)
                {
                    context.Memory!.Hashes.Forget();
                    // Repairing is not verifying.
                    var repair = context.Policy == RunPolicy.Verify ? context with { Policy = RunPolicy.Build } : context;
                    foreach (var maker in makers) RunOnce(settings, repair, maker);
                }

                return action(context);
            }
            catch (Exception error)
                when (attempt < Recovery.Attempts && context.Policy != RunPolicy.Question && Recovery.TryPrepare(context, error))
            {
                context.Log.Detail(Codes.Progress, $"{settings.Name}: {error.Message}");
            }
        }
    }

    private static void RunOnce(ModelSettings settings, PipelineContext context, Stage stage)
    {
        var memory = MemoryOf(context);
        var model = new ModelRun(settings, context, memory);
        if (stage == StageCatalog.All[0])
        {
            memory.Begin();
            model.Verification.Begin();
        }

        var isVerified = false;
        try
        {
            var made = stage.Plan(model).Select(model.Runner.Make).ToArray();
            isVerified = true;
            if (stage == StageCatalog.All[StageCatalog.All.Count - 1]) Finish(model);
            stage.Report(model, made);
        }
        catch (Exception error)
        {
            // The trainer read other bytes than those whose hash is in the index: the index is not relied on again.
            if (error is PipelineException { Diagnostic.Code: Codes.DatasetChanged }) memory.Hashes.Forget();
            // What was verified is reported, even if the model then fails a check.
            if (isVerified && stage != StageCatalog.All[StageCatalog.All.Count - 1]) Finish(model);
            model.Verification.End();
            throw;
        }

        memory.Hashes.Save();
    }

    /// <summary>
    /// Copies the finished models and their labels from the store if they differ: one .tflite per number format and its export, named by
    /// <see cref="VariantNames"/>, and <see cref="VariantNames.LabelsFileName"/>. Writes <see cref="VariantNames.ProvenanceFileName"/> if it
    /// differs.
    /// </summary>
    /// <param name="settings">The model's settings.</param>
    /// <param name="context">The context of the pipeline.</param>
    /// <param name="folder">Full path of the destination folder.</param>
    /// <returns>The class names, by output index.</returns>
    public static IReadOnlyList<string> CopyResults(ModelSettings settings, PipelineContext context, string folder) =>
        TryAgain(settings, context with { Memory = MemoryOf(context) }, StageCatalog.All, current => CopyOnce(settings, current, folder));

    /// <summary>Returns the hash of the images that the model was trained on, and of their labels (<see cref="Manifest.TrainingHash"/>).</summary>
    /// <param name="settings">The model's settings.</param>
    /// <param name="context">The build; all stages have run.</param>
    public static string TrainingHash(ModelSettings settings, PipelineContext context)
    {
        var model = new ModelRun(settings, context, MemoryOf(context));
        return model.ReadUsable(model.ReadIndex(model.Made<FeaturesStage>()[FeatureIndex.FileName])).TrainingHash();
    }

    private static IReadOnlyList<string> CopyOnce(ModelSettings settings, PipelineContext context, string folder)
    {
        var memory = MemoryOf(context);
        var model = new ModelRun(settings, context, memory);
        FinishedModels.Copy(model, folder);
        var labels = Path.Combine(folder, VariantNames.LabelsFileName(settings));
        model.Results.Restore(model.Made<TrainStage>()[LabelsFile.FileName], labels);
        ProvenanceFile.Write(model, folder);
        RegressionGate.Accept(model);
        memory.Hashes.Save();
        return LabelsFile.Read(labels);
    }

    private static void Finish(ModelRun model)
    {
        if (model.Context.Policy != RunPolicy.Verify) return;
        model.Context.Log.Progress($"{model.Settings.Name}: {model.Verification.Summary()}");
        model.Verification.End();
    }

    private static ModelMemory MemoryOf(PipelineContext context) => context.Memory ?? ModelMemory.Open(context.StateDirectory, context.Policy);
}
