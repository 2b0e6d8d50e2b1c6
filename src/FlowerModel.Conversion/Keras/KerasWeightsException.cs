using FlowerModel.Pipeline.Diagnostics;

namespace FlowerModel.Conversion.Keras;

/// <summary>A weights file cannot be used: it is not an HDF5 file, is truncated, lacks a layer, or a layer has the wrong shape.</summary>
public class KerasWeightsException : Exception, ICodedError
{
    /// <summary>Creates the exception.</summary>
    /// <param name="source">The weights file, or a description of where the weights come from.</param>
    /// <param name="reason">The problem and what to do about it.</param>
    /// <param name="inner">The underlying error.</param>
    public KerasWeightsException(string source, string reason, Exception? inner = null)
        : base($"{source}: {reason}", inner) => (WeightsSource, Reason) = (source, reason);

    /// <summary>The weights file, or a description of where the weights come from.</summary>
    public string WeightsSource { get; }

    /// <summary>The problem, without the file name.</summary>
    public string Reason { get; }

    /// <inheritdoc/>
    public Diagnostic Diagnostic => Diagnostic.Error(Code, Reason, WeightsSource);

    /// <summary>The diagnostic code of the error.</summary>
    private protected virtual string Code => Codes.InvalidWeights;
}
