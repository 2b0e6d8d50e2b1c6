using FlowerModel.Pipeline.Diagnostics;

namespace FlowerModel.Conversion;

/// <summary>A model cannot be quantized: it is not float32, or has an unsupported operator. The message names the cause and what to do.</summary>
public sealed class QuantizationException : Exception, ICodedError
{
    /// <summary>Creates the exception.</summary>
    public QuantizationException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    public QuantizationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates the exception without a message.</summary>
    public QuantizationException()
    {
    }

    /// <inheritdoc/>
    public Diagnostic Diagnostic => Diagnostic.Error(Codes.UnsupportedModel, $"The model cannot be quantized: {Message}.");
}
