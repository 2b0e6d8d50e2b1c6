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
        return BuildObjects.Share(engine, $"{settings.Url} {settings.Write}", () => new RemoteCacheSession(settings));
    }
}
