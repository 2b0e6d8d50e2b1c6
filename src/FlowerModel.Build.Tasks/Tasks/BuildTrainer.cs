using FlowerModel.Pipeline.Trainer;
using Microsoft.Build.Framework;

namespace FlowerModel.Build.Tasks;

/// <summary>Finds the trainer's process that the tasks of a build share in one MSBuild process. MSBuild disposes of it when the build ends.</summary>
internal static class BuildTrainer
{
    private const string Key = "FlowerModel trainer";

    /// <summary>Returns what runs the trainer's verbs. Where MSBuild cannot keep objects between tasks, each verb has a process of its own.</summary>
    /// <param name="engine">The task's build engine.</param>
    public static TrainerStart Of(IBuildEngine engine)
    {
        if (engine is not IBuildEngine4 keeper) return TrainerProcess.RunOnce;
        if (keeper.GetRegisteredTaskObject(Key, RegisteredTaskObjectLifetime.Build) is TrainerProcess known) return known.Run;
        var process = new TrainerProcess();
        keeper.RegisterTaskObject(Key, process, RegisteredTaskObjectLifetime.Build, allowEarlyCollection: false);
        return process.Run;
    }
}
