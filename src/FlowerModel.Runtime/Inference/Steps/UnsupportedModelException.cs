namespace FlowerModel.Runtime.Inference;

/// <summary>
/// A sound model uses an operator, an element type or a setting that this interpreter does not run. The message names the operator
/// and the tensor it makes. Thrown when a model is loaded, never when it runs.
/// </summary>
public sealed class UnsupportedModelException : NotSupportedException
{
    /// <summary>An unnamed failure.</summary>
    public UnsupportedModelException()
    {
    }

    /// <summary>A failure in words.</summary>
    public UnsupportedModelException(string message)
        : base(message)
    {
    }

    /// <summary>A failure in words and its cause.</summary>
    public UnsupportedModelException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
