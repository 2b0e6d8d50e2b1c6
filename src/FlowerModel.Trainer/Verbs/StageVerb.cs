using FlowerModel.Pipeline.Keys;
using FlowerModel.Pipeline.Stages;
using FlowerModel.Pipeline.Trainer;
using FlowerModel.Trainer.Messaging;

namespace FlowerModel.Trainer.Verbs;

/// <summary>The trainer's part of a stage: a verb with the stage's name that receives the stage's settings.</summary>
/// <typeparam name="TStage">The stage.</typeparam>
/// <typeparam name="TSettings">The stage's settings record.</typeparam>
internal abstract class StageVerb<TStage, TSettings> : IVerb
    where TStage : Stage
    where TSettings : StageSettings
{
    /// <inheritdoc/>
    public string Name => StageCatalog.Get<TStage>().Name;

    /// <inheritdoc/>
    public abstract string Description { get; }

    /// <inheritdoc/>
    public void Run(TrainerRequest request, TrainerOutput output, CancellationToken cancellation) =>
        Run(request, request.SettingsAs<TSettings>(), output, cancellation);

    /// <summary>Does the work; when it returns, every artifact of the stage is in the request's output folder.</summary>
    private protected abstract void Run(TrainerRequest request, TSettings settings, TrainerOutput output, CancellationToken cancellation);
}
