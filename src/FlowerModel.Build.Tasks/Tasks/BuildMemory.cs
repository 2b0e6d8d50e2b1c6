using FlowerModel.Pipeline.Running;
using Microsoft.Build.Framework;

namespace FlowerModel.Build.Tasks;

/// <summary>Finds the memory that the tasks of one model share until the build ends.</summary>
internal static class BuildMemory
{
    /// <summary>Returns the memory of a model. Where MSBuild cannot keep objects between tasks, each task gets its own.</summary>
    /// <param name="engine">The task's build engine.</param>
    /// <param name="stateDirectory">Full path of the model's state folder.</param>
    /// <param name="policy">What the build does.</param>
    public static ModelMemory Of(IBuildEngine engine, string stateDirectory, RunPolicy policy)
    {
        if (engine is not IBuildEngine4 keeper) return ModelMemory.Open(stateDirectory, policy);
        var key = $"FlowerModel {policy} {stateDirectory}";
        if (keeper.GetRegisteredTaskObject(key, RegisteredTaskObjectLifetime.Build) is ModelMemory kept) return kept;
        var memory = ModelMemory.Open(stateDirectory, policy);
        keeper.RegisterTaskObject(key, memory, RegisteredTaskObjectLifetime.Build, allowEarlyCollection: false);
        return memory;
    }
}
