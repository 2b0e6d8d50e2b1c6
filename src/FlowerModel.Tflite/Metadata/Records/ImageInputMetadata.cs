namespace FlowerModel.Tflite;

/// <summary>Meaning of an image's channels; the numbers are those of the metadata format.</summary>
public enum ColorSpace
{
    /// <summary>Not told.</summary>
    Unknown = 0,

    /// <summary>Red, green, blue.</summary>
    Rgb = 1,

    /// <summary>One channel of brightness.</summary>
    Grayscale = 2,
}

/// <summary>
/// An input image, RGB as a rule: each byte enters a float32 model as <c>(byte - mean) / std</c>. A quantized model keeps mean and std
/// of its float32 model; its input is that number quantized, which for uint8 is the byte again.
/// </summary>
public sealed record ImageInputMetadata
{
    /// <summary>Name of the input.</summary>
    public string Name { get; init; } = "image";

    /// <summary>What it is, in words.</summary>
    public string Description { get; init; } = "Input image to be classified.";

    /// <summary>Order and meaning of the channels.</summary>
    public ColorSpace ColorSpace { get; init; } = ColorSpace.Rgb;

    /// <summary>Width and height that the model expects, in pixels; null where the metadata leaves that to the tensor's shape.</summary>
    public (int Width, int Height)? Size { get; init; }

    /// <summary>One value for all channels, or one a channel; empty where no normalization is described.</summary>
    public IReadOnlyList<float> Mean { get; init; } = [127.5f];

    /// <summary>As many values as <see cref="Mean"/>.</summary>
    public IReadOnlyList<float> Std { get; init; } = [127.5f];

    /// <summary>Least value of the tensor: after normalization for float32, as stored for integers.</summary>
    public float Minimum { get; init; } = -1;

    /// <summary>Greatest value, likewise.</summary>
    public float Maximum { get; init; } = 1;

    /// <summary>
    /// The same input with the range of a tensor of that type: a byte normalized (with the first mean and std) for float32, 0 to 255 for
    /// uint8, -128 to 127 for int8; unchanged for others.
    /// </summary>
    public ImageInputMetadata For(TensorType type) => type switch
    {
        TensorType.UInt8 => this with { Minimum = byte.MinValue, Maximum = byte.MaxValue },
        TensorType.Int8 => this with { Minimum = sbyte.MinValue, Maximum = sbyte.MaxValue },
        TensorType.Float32 when Mean.Count > 0 && Std.Count > 0 =>
            this with { Minimum = (byte.MinValue - Mean[0]) / Std[0], Maximum = (byte.MaxValue - Mean[0]) / Std[0] },
        _ => this,
    };
}
