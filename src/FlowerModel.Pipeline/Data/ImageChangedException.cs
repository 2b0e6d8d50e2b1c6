using FlowerModel.Pipeline.Diagnostics;

namespace FlowerModel.Pipeline.Data;

/// <summary>An image is no longer what the manifest says: it was changed or removed while the build ran.</summary>
public sealed class ImageChangedException : Exception, ICodedError
{
    /// <summary>Creates the exception for an image.</summary>
    /// <param name="path">Full path of the image.</param>
    /// <param name="reason">What happened to it, in words.</param>
    /// <param name="inner">The error that revealed it, or null.</param>
    public ImageChangedException(string path, string reason, Exception? inner = null)
        : base($"{path}: {reason}; build again when nothing writes to the dataset", inner) => Path = path;

    /// <summary>Full path of the image.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public Diagnostic Diagnostic => Diagnostic.Error(Codes.DatasetChanged, Message, Path);
}
