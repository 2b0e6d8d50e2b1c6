using FlowerModel.Pipeline.Diagnostics;

namespace FlowerModel.Trainer.Features;

/// <summary>A file of stored features is missing, damaged, or has a different shape than requested.</summary>
internal sealed class FeatureStoreException : Exception, ICodedError
{
    /// <summary>Creates the exception for a file.</summary>
    public FeatureStoreException(string path, string reason)
        : base($"{path}: {reason}; build again to recompute it") => Path = path;

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public Diagnostic Diagnostic => Diagnostic.Error(Codes.DamagedFeatures, Message, Path);
}
