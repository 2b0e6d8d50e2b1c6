using FlowerModel.Pipeline.Store;

namespace FlowerModel.Pipeline.Running;

/// <summary>Something a stage depends on.</summary>
/// <param name="Name">Its name in the key, or the artifact's name.</param>
/// <param name="Sha256">What stands for it in the key; empty for an artifact of which the key holds another input's hash.</param>
/// <param name="Artifact">The artifact whose place goes into the request; null for a hash alone.</param>
internal sealed record StageInput(string Name, string Sha256, Artifact? Artifact)
{
    /// <summary>An artifact of an earlier stage, in the key and in the request.</summary>
    public static StageInput Of(Artifact artifact) => new(artifact.Name, artifact.Sha256, artifact);

    /// <summary>An artifact that the stage reads, while the key holds only what the stage uses of it, as an input of its own.</summary>
    public static StageInput ReadOnly(Artifact artifact) => new(artifact.Name, "", artifact);

    /// <summary>The hash of something that reaches the stage by another way, as images do.</summary>
    public static StageInput Hash(string name, string sha256) => new(name, sha256, null);
}
