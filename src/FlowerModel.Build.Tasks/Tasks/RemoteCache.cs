using FlowerModel.Build.Tasks.Items;
using FlowerModel.Pipeline.Store.Remote;
using Microsoft.Build.Framework;

namespace FlowerModel.Build.Tasks;

/// <summary>
/// The session of the remote cache, which MSBuild keeps until the build ends, so that all tasks of a build in one process share its budget and its counts.
/// </summary>
internal static class RemoteCache
{
    /// <summary>Returns the session of the build; null if the project has no remote cache.</summary>
    /// <exception cref="Pipeline.Diagnostics.PipelineException">A setting is invalid.</exception>
    public static RemoteCacheSession? Open(ProjectFacts project, IBuildEngine engine)
    {
        var settings = RemoteCacheSettings.Parse(
            project.RemoteCache,
            project.RemoteCacheWrite,
            project.RemoteCacheAllowHttp,
            Environment.GetEnvironmentVariable(RemoteCacheSettings.TokenVariable),
            project.ProjectFile);
        if (settings is null) return null;
        // Test engines implement only the oldest interface; then each task has its own session.
        if (engine is not IBuildEngine4 shared) return new RemoteCacheSession(settings);
        var key = Key(settings);
        if (shared.GetRegisteredTaskObject(key, RegisteredTaskObjectLifetime.Build) is RemoteCacheSession open) return open;
        var session = new RemoteCacheSession(settings);
        shared.RegisterTaskObject(key, session, RegisteredTaskObjectLifetime.Build, allowEarlyCollection: false);
        return session;
    }

    // Another version of this assembly in the same process has types of its own.
    private static string Key(RemoteCacheSettings settings) => $"{typeof(RemoteCacheSession).AssemblyQualifiedName} {settings.Url} {settings.Write}";
}
