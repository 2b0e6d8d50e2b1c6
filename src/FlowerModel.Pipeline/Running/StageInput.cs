using FlowerModel.Pipeline.Store;

namespace FlowerModel.Pipeline.Running;

/// <summary>Something a stage depends on.</summary>
/// <param name="Name">Its name in the key, or the artifact's name.</param>
/// <param name="Sha256">Its hash in the key; empty for an artifact that another input represents in the key.</param>
/// <param name="Artifact">The artifact whose path is written to the request; null for a hash only.</param>
internal sealed record StageInput(string Name, string Sha256, Artifact? Artifact)
{
    /// <summary>Creates the input for an artifact of an earlier stage, in the key and in the request.</summary>
    public static StageInput Of(Artifact artifact) => new(artifact.Name, artifact.Sha256, artifact);

    /// <summary>Creates the input for an artifact that is only in the request; the part that the stage uses is a separate input in the key.</summary>
    public static StageInput ReadOnly(Artifact artifact) => new(artifact.Name, "", artifact);

    /// <summary>Creates the input for something that the stage receives in another way, such as images; only its hash is in the key.</summary>
    public static StageInput Hash(string name, string sha256) => new(name, sha256, null);
}
