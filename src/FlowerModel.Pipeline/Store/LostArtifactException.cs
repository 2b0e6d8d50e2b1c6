using FlowerModel.Pipeline.Diagnostics;

namespace FlowerModel.Pipeline.Store;

/// <summary>An artifact that a record names is missing from the store or was damaged. It has to be created again.</summary>
public sealed class LostArtifactException : Exception, ICodedError
{
    /// <summary>Creates the exception for an artifact.</summary>
    public LostArtifactException(Artifact artifact)
        : base($"The cached artifact {artifact.Name} ({artifact.Sha256}) is missing or damaged. Build again to recreate it.")
    {
    }

    /// <inheritdoc/>
    public Diagnostic Diagnostic => Diagnostic.Error(Codes.FileVanished, Message);
}
