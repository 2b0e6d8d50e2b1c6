using FlowerModel.Pipeline.Diagnostics;

namespace FlowerModel.Trainer.Features;

/// <summary>An image is not (or no longer) what the dataset's manifest says: it was changed or removed while the build ran.</summary>
public sealed class ImageChangedException : Exception, ICodedError
{
    /// <summary>Creates the exception for an image.</summary>
    public ImageChangedException(string path, string reason, Exception? inner = null)
        : base($"{path}: {reason}; build again when nothing writes to the dataset", inner) => Path = path;

    /// <summary>The image.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public Diagnostic Diagnostic => Diagnostic.Error(Codes.DatasetChanged, Message, Path);
}
