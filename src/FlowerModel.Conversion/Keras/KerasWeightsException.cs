using FlowerModel.Pipeline.Diagnostics;

namespace FlowerModel.Conversion.Keras;

/// <summary>A weights file cannot be used: it is no HDF5 file, is cut off, lacks a layer, or a layer has another shape.</summary>
public class KerasWeightsException : Exception, ICodedError
{
    /// <summary>Creates the exception.</summary>
    /// <param name="source">The weights file, or in words where the weights come from.</param>
    /// <param name="reason">What is wrong with it and what to do.</param>
    /// <param name="inner">The error behind it.</param>
    public KerasWeightsException(string source, string reason, Exception? inner = null)
        : base($"{source}: {reason}", inner) => (WeightsSource, Reason) = (source, reason);

    /// <summary>The weights file, or in words where the weights come from.</summary>
    public string WeightsSource { get; }

    /// <summary>What is wrong, without the file.</summary>
    public string Reason { get; }

    /// <inheritdoc/>
    public Diagnostic Diagnostic => Diagnostic.Error(Code, Reason, WeightsSource);

    /// <summary>The error's code.</summary>
    private protected virtual string Code => Codes.InvalidWeights;
}
