using FlowerModel.Pipeline.Keys;
using FlowerModel.Pipeline.Running;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Store;

namespace FlowerModel.Pipeline.Stages;

/// <summary>
/// A stage of the pipeline: one object that describes it completely. <see cref="StageCatalog"/> finds every stage automatically. The trainer's
/// verb of the same name does the work.
/// </summary>
public abstract class Stage
{
    /// <summary>The stage's name in keys, records and messages, and the trainer's verb, for example <c>fine-tune</c>.</summary>
    public abstract string Name { get; }

    /// <summary>
    /// Version of the stage's behavior, part of its key. It is raised with every change of the bytes that the stage writes for the same inputs,
    /// so that older artifacts are no longer used. The golden table in the tests enforces this.
    /// </summary>
    public abstract int Version { get; }

    /// <summary>Name of the stage before this one; empty for the first.</summary>
    public abstract string After { get; }

    /// <summary>Names of the files that each run writes.</summary>
    public abstract IReadOnlyList<string> Artifacts { get; }

    /// <summary>
    /// Names of images for people that a run writes if the machine can draw them. Their bytes can differ from machine to machine, so no stage reads
    /// them, and they are left out when two results are compared.
    /// </summary>
    public virtual IReadOnlyList<string> Drawings => [];

    /// <summary>Returns the runs that a model needs: one, none, or one per number format.</summary>
    internal abstract IReadOnlyList<StageRun> Plan(ModelRun model);

    /// <summary>Returns the names of the records of the runs in <see cref="Plan"/>, in their order, without reading anything.</summary>
    internal virtual IReadOnlyList<string> RecordNames(ModelRun model) => [Name];

    /// <summary>Reports and checks the results, and writes reports to the state folder; called whether or not a run was needed.</summary>
    /// <param name="model">The model.</param>
    /// <param name="made">The records of the planned runs, in their order.</param>
    internal virtual void Report(ModelRun model, IReadOnlyList<StageRecord> made)
    {
    }

    /// <summary>Creates the run of a stage that has only one.</summary>
    private protected StageRun NewRun(StageSettings settings, params StageInput[] inputs) => new()
    {
        Stage = Name,
        Version = Version,
        Artifacts = Artifacts,
        Drawings = Drawings,
        Settings = settings,
        Inputs = inputs,
        RecordName = Name,
    };

    /// <summary>Creates the run for one number format, for a stage that has one per format.</summary>
    private protected StageRun NewRun(NumberFormat format, StageSettings settings, params StageInput[] inputs) =>
        NewRun(settings, inputs) with { Part = ChoiceText.Name(format), RecordName = RecordName(Name, format) };

    /// <summary>Returns the name of the record of one number format's run. Float32 is always written, so its record has the stage's plain name.</summary>
    private protected static string RecordName(string stage, NumberFormat format) =>
        format == NumberFormat.Float32 ? stage : $"{stage}.{ChoiceText.Name(format)}";
}
