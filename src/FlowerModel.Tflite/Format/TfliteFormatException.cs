namespace FlowerModel.Tflite;

/// <summary>
/// The exception that is thrown when a file is not a valid .tflite model, or uses a part of the format that this library does not
/// support. The message states the problem and its position: a byte of the file or a part of the model.
/// </summary>
public sealed class TfliteFormatException : Exception
{
    /// <summary>Creates an exception with a default message.</summary>
    public TfliteFormatException()
    {
    }

    /// <summary>Creates an exception with a message.</summary>
    public TfliteFormatException(string message) : base(message)
    {
    }

    /// <summary>Creates an exception with a message and the exception that caused it.</summary>
    public TfliteFormatException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
