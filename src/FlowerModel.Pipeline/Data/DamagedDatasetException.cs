using FlowerModel.Pipeline.Diagnostics;

namespace FlowerModel.Pipeline.Data;

/// <summary>An image that was extracted from an archive no longer has the bytes that it had in the archive.</summary>
public sealed class DamagedDatasetException : Exception, ICodedError
{
    /// <summary>Creates the exception for an image.</summary>
    /// <param name="path">Full path of the image.</param>
    public DamagedDatasetException(string path)
        : base($"{path}: the extracted image is missing or damaged; build again to extract the archive again") => Path = path;

    /// <summary>Full path of the image.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public Diagnostic Diagnostic => Diagnostic.Error(Codes.FileVanished, Message, Path);
}
