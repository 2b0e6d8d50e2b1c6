using Microsoft.Build.Framework;

namespace FlowerModel.Build.Tasks;

/// <summary>Objects that the tasks of a build share in one MSBuild process. MSBuild disposes of them when the build ends.</summary>
internal static class BuildObjects
{
    /// <summary>Returns the object with a key, created on first use. Where MSBuild cannot keep objects between tasks, each call creates one.</summary>
    /// <param name="engine">The task's build engine.</param>
    /// <param name="key">What distinguishes it from other objects of its type.</param>
    /// <param name="create">Creates the object.</param>
    public static T Share<T>(IBuildEngine engine, string key, Func<T> create)
        where T : class
    {
        if (engine is not IBuildEngine4 keeper) return create();
        // Another version of this assembly in the same process has types of its own, with the same names.
        var full = $"{typeof(T).AssemblyQualifiedName} {key}";
        if (keeper.GetRegisteredTaskObject(full, RegisteredTaskObjectLifetime.Build) is T known) return known;
        var created = create();
        keeper.RegisterTaskObject(full, created, RegisteredTaskObjectLifetime.Build, allowEarlyCollection: false);
        return created;
    }
}
