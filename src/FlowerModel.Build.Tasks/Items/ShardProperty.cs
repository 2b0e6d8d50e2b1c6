using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Settings;

namespace FlowerModel.Build.Tasks.Items;

/// <summary>Checks <c>FlowerModelShard</c>.</summary>
internal static class ShardProperty
{
    /// <summary>Returns the error of an invalid value; otherwise null.</summary>
    public static Diagnostic? Check(ProjectFacts project) => project.Shard is { } text && FeatureShard.TryParse(text) is null
        ? Diagnostic.Error(
            Codes.InvalidValue,
            $"FlowerModelShard=\"{text}\" is not a share. Use NUMBER/COUNT, such as 3/16 for the third of 16 jobs, or all for the job that trains.",
            project.ProjectFile)
        : null;
}
