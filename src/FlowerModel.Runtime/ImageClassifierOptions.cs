using FlowerModel.Runtime.Inference;
using FlowerModel.Runtime.Normalization;

namespace FlowerModel.Runtime;

/// <summary>Options of an <see cref="ImageClassifier"/>: the normalization of images, and those of its interpreter.</summary>
public sealed record ImageClassifierOptions : InterpreterOptions
{
    /// <summary>
    /// The value that is subtracted from each sample (0 to 255) of an image, before the division by <see cref="StandardDeviation"/>. Null, the
    /// default, to take both from the model. They are required for models that do not state them, and take precedence over what a model states.
    /// </summary>
    /// <example>
    /// Mean 127.5 and standard deviation 127.5 for a model that was trained on values from -1 to 1; 0 and 255 for 0 to 1; 0 and 1 for 0 to 255.
    /// </example>
    public float? Mean { get; init; }

    /// <summary>The value that each difference is divided by; greater than 0. Specify it together with <see cref="Mean"/>.</summary>
    public float? StandardDeviation { get; init; }

    /// <summary>The normalization that the options state, or null.</summary>
    /// <exception cref="ArgumentException">One of the two values is missing, or a value is invalid.</exception>
    internal ImageNormalization? Normalization => (Mean, StandardDeviation) switch
    {
        (null, null) => null,
        ({ } mean, { } deviation) when float.IsFinite(mean) && float.IsFinite(deviation) && deviation > 0 => new(mean, deviation),
        ({ } mean, { } deviation) => throw new ArgumentException(
            $"The mean {mean} and the standard deviation {deviation} must be finite, and the standard deviation greater than 0."),
        _ => throw new ArgumentException("Specify both the mean and the standard deviation, or neither."),
    };
}
