using FlowerModel.Pipeline.Keys;
using FlowerModel.Pipeline.Running;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Store;

namespace FlowerModel.Pipeline.Stages;

/// <summary>
/// A stage of the pipeline: one object that says everything about it. <see cref="StageCatalog"/> finds every stage by itself. The work is done
/// by the trainer's verb of the same name.
/// </summary>
public abstract class Stage
{
    /// <summary>The stage's name in keys, records and messages, and the trainer's verb: <c>fine-tune</c>.</summary>
    public abstract string Name { get; }

    /// <summary>
    /// Version of what the stage does with the same inputs, part of its key: raised with every change that changes the bytes it makes, so
    /// that older artifacts are no longer taken. The golden table in the tests sees to it.
    /// </summary>
    public abstract int Version { get; }

    /// <summary>Name of the stage before this one; empty for the first.</summary>
    public abstract string After { get; }

    /// <summary>Names of the files that each run makes.</summary>
    public abstract IReadOnlyList<string> Artifacts { get; }

    /// <summary>The runs that a model needs: one, none, or one per number format.</summary>
    internal abstract IReadOnlyList<StageRun> Plan(ModelRun model);

    /// <summary>Shows what was made, checks it, and lays reports into the state folder; called whether a run was needed or not.</summary>
    /// <param name="model">The model.</param>
    /// <param name="made">The records of the planned runs, in their order.</param>
    internal virtual void Report(ModelRun model, IReadOnlyList<StageRecord> made)
    {
    }

    /// <summary>The run of a stage that has only one.</summary>
    private protected StageRun NewRun(StageSettings settings, params StageInput[] inputs) => new()
    {
        Stage = Name,
        Version = Version,
        Artifacts = Artifacts,
        Settings = settings,
        Inputs = inputs,
        RecordName = Name,
    };

    /// <summary>The run for one number format of a stage that has one for each.</summary>
    private protected StageRun NewRun(NumberFormat format, StageSettings settings, params StageInput[] inputs) =>
        NewRun(settings, inputs) with { Part = ChoiceText.Name(format), RecordName = RecordName(Name, format) };

    /// <summary>Name of the record of one number format's run. Float32 is always made, so its record has the stage's plain name.</summary>
    private protected static string RecordName(string stage, NumberFormat format) =>
        format == NumberFormat.Float32 ? stage : $"{stage}.{ChoiceText.Name(format)}";
}
