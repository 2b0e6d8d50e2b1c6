namespace FlowerModel.Tflite;

/// <summary>
/// A file is no valid .tflite model, or uses a part of the format that this library does not know. The message says what is
/// wrong and at which byte of the file.
/// </summary>
public sealed class TfliteFormatException : Exception
{
    /// <summary>An error without a message.</summary>
    public TfliteFormatException()
    {
    }

    /// <summary>An error with a message.</summary>
    public TfliteFormatException(string message) : base(message)
    {
    }

    /// <summary>An error with a message and its cause.</summary>
    public TfliteFormatException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
