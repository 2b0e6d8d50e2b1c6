using System.Diagnostics.CodeAnalysis;

namespace FlowerModel.Runtime;

/// <summary>The result for one image of a batch: a value, or the error of this image.</summary>
/// <typeparam name="T">The type of the value: <see cref="Classification"/> or a feature vector.</typeparam>
public sealed class BatchResult<T>
    where T : class
{
    internal BatchResult(int index, string? path, T? value, Exception? error)
    {
        Index = index;
        Path = path;
        Value = value;
        Error = error;
    }

    /// <summary>The position of the image in the batch, from 0.</summary>
    public int Index { get; }

    /// <summary>The path of the image; null if the batch consists of images in memory.</summary>
    public string? Path { get; }

    /// <summary>True if there is a <see cref="Value"/>, false if there is an <see cref="Error"/>.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Error))]
    public bool Succeeded => Error is null;

    /// <summary>The value; null if the image could not be read.</summary>
    public T? Value { get; }

    /// <summary>
    /// Why there is no value, for example an <see cref="Images.ImageFormatException"/> or a <see cref="FileNotFoundException"/>; otherwise null.
    /// </summary>
    public Exception? Error { get; }

    /// <summary>Returns the value or the error's message, with the path or the index before it.</summary>
    public override string ToString() => $"{Path ?? FormattableString.Invariant($"{Index}")}: {Value?.ToString() ?? Error?.Message}";
}
