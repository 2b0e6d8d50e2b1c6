namespace FlowerModel.Runtime.Inference;

/// <summary>
/// The exception that is thrown when a valid model uses an operator, an element type or a setting that this runtime does not support.
/// If an operator is the reason, the message names it and its output. Thrown when a model is loaded, never when it runs.
/// </summary>
public sealed class UnsupportedModelException : NotSupportedException
{
    /// <summary>Creates an exception with a default message.</summary>
    public UnsupportedModelException()
    {
    }

    /// <summary>Creates an exception with a message.</summary>
    public UnsupportedModelException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an exception with a message and the exception that caused it.</summary>
    public UnsupportedModelException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
