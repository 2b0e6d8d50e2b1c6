using FlowerModel.Pipeline.Trainer;
using Microsoft.Build.Framework;

namespace FlowerModel.Build.Tasks;

/// <summary>Finds the trainer's process that the tasks of a build share in one MSBuild process.</summary>
internal static class BuildTrainer
{
    /// <summary>Returns what runs the trainer's verbs. Where MSBuild cannot keep objects between tasks, each verb has a process of its own.</summary>
    /// <param name="engine">The task's build engine.</param>
    public static TrainerStart Of(IBuildEngine engine) =>
        engine is IBuildEngine4 ? BuildObjects.Share(engine, "", static () => new TrainerProcess()).Run : TrainerProcess.RunOnce;
}
