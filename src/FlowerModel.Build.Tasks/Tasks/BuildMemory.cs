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
    public static ModelMemory Of(IBuildEngine engine, string stateDirectory, RunPolicy policy) =>
        BuildObjects.Share(engine, $"{policy} {stateDirectory}", () => ModelMemory.Open(stateDirectory, policy));
}
