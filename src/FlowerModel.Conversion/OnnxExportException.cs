using FlowerModel.Pipeline.Diagnostics;

namespace FlowerModel.Conversion;

/// <summary>A model cannot be written as ONNX: it has an operator or a number format that the exporter does not support. The message names it.</summary>
public sealed class OnnxExportException : Exception, ICodedError
{
    /// <summary>Creates the exception.</summary>
    public OnnxExportException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    public OnnxExportException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates the exception without a message.</summary>
    public OnnxExportException()
    {
    }

    /// <inheritdoc/>
    public Diagnostic Diagnostic => Diagnostic.Error(Codes.UnsupportedModel, $"The model cannot be written as ONNX: {Message}.");
}
