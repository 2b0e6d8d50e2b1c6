using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Store;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Running;

/// <summary>The records of the most recent results of the stages, in a model's state folder, where later stages find them.</summary>
internal sealed class StageState(PipelineContext context)
{
    /// <summary>Returns the full path of a file in the state folder.</summary>
    public string PathOf(string name) => Path.Combine(context.StateDirectory, name);

    /// <summary>Returns the record of the most recent run; null if it has not run.</summary>
    /// <param name="recordName"><see cref="StageRun.RecordName"/>.</param>
    public StageRecord? TryRead(string recordName) => StageRecord.TryRead(RecordPath(recordName));

    /// <summary>Returns the record of the most recent run.</summary>
    /// <param name="recordName"><see cref="StageRun.RecordName"/>.</param>
    /// <exception cref="PipelineException">It has not run.</exception>
    public StageRecord Read(string recordName) => TryRead(recordName)
        ?? throw new PipelineException(
            Codes.StageResultMissing,
            $"The record of stage {recordName} is not in '{context.StateDirectory}'. Build the whole project again.",
            context.ProjectFile);

    /// <summary>Writes the record of a run.</summary>
    public void Write(string recordName, StageRecord record) => AtomicFile.WriteTextIfDifferent(RecordPath(recordName), record.ToJson());

    private string RecordPath(string recordName) => PathOf(recordName + ".json");
}
