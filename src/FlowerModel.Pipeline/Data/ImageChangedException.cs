using FlowerModel.Pipeline.Diagnostics;

namespace FlowerModel.Pipeline.Data;

/// <summary>An image no longer matches the manifest: it was changed or removed during the build.</summary>
public sealed class ImageChangedException : Exception, ICodedError
{
    /// <summary>Creates the exception for an image.</summary>
    /// <param name="path">Full path of the image.</param>
    /// <param name="reason">What happened to it, as text.</param>
    /// <param name="inner">The error that revealed it, or null.</param>
    public ImageChangedException(string path, string reason, Exception? inner = null)
        : base($"{path}: {reason}; build again when nothing writes to the dataset", inner) => Path = path;

    /// <summary>Full path of the image.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public Diagnostic Diagnostic => Diagnostic.Error(Codes.DatasetChanged, Message, Path);
}
