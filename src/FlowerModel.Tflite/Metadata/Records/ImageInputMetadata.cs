namespace FlowerModel.Tflite;

/// <summary>The meaning of an image's channels; the numeric values are those of the metadata format.</summary>
public enum ColorSpace
{
    /// <summary>Not specified.</summary>
    Unknown = 0,

    /// <summary>Red, green, blue.</summary>
    Rgb = 1,

    /// <summary>One brightness channel.</summary>
    Grayscale = 2,
}

/// <summary>
/// Metadata of an input image, usually RGB. A float32 model takes <c>(byte - mean) / std</c> for each byte. A quantized model keeps the
/// mean and std of its float32 model; its input is the quantized value of that number, which for uint8 is the byte itself.
/// </summary>
public sealed record ImageInputMetadata
{
    /// <summary>The name of the input.</summary>
    public string Name { get; init; } = "image";

    /// <summary>A description of the input.</summary>
    public string Description { get; init; } = "Input image to be classified.";

    /// <summary>The order and meaning of the channels.</summary>
    public ColorSpace ColorSpace { get; init; } = ColorSpace.Rgb;

    /// <summary>The width and height that the model expects, in pixels; null if only the tensor's shape specifies them.</summary>
    public (int Width, int Height)? Size { get; init; }

    /// <summary>The mean: one value for all channels, or one per channel; empty if the metadata has no normalization.</summary>
    public IReadOnlyList<float> Mean { get; init; } = [127.5f];

    /// <summary>The standard deviation: as many values as <see cref="Mean"/>.</summary>
    public IReadOnlyList<float> Std { get; init; } = [127.5f];

    /// <summary>The smallest value of the tensor: after normalization for float32, as stored for integers.</summary>
    public float Minimum { get; init; } = -1;

    /// <summary>The largest value of the tensor: after normalization for float32, as stored for integers.</summary>
    public float Maximum { get; init; } = 1;

    /// <summary>
    /// Returns the same input with the range of a tensor of the given type: the range of a normalized byte (with the first mean and std) for
    /// float32, 0 to 255 for uint8, -128 to 127 for int8; unchanged for other types.
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
