namespace FlowerModel.Tflite;

/// <summary>Metadata of an output with one score per class.</summary>
public sealed record ScoreOutputMetadata
{
    /// <summary>The name of the output.</summary>
    public string Name { get; init; } = "probability";

    /// <summary>A description of the output.</summary>
    public string Description { get; init; } = "Probabilities of the labels respectively.";

    /// <summary>The smallest score, as stored.</summary>
    public float Minimum { get; init; }

    /// <summary>The largest score, as stored.</summary>
    public float Maximum { get; init; } = 1;

    /// <summary>
    /// How the task libraries make the scores of different classes comparable; null for none. It is preserved when a model is read and
    /// written, but FlowerModel.Runtime does not apply it.
    /// </summary>
    public ScoreCalibration? Calibration { get; init; }

    /// <summary>The name of the file in the appended zip that contains the class names, one per line; null for none.</summary>
    public string? LabelFile { get; init; } = "labels.txt";

    /// <summary>
    /// Returns the same output with the range of probabilities in a tensor of the given type: 0 to 1 for float32, 0 to 255 for uint8,
    /// -128 to 127 for int8; unchanged for other types.
    /// </summary>
    public ScoreOutputMetadata For(TensorType type) => type switch
    {
        TensorType.UInt8 => this with { Minimum = byte.MinValue, Maximum = byte.MaxValue },
        TensorType.Int8 => this with { Minimum = sbyte.MinValue, Maximum = sbyte.MaxValue },
        TensorType.Float32 => this with { Minimum = 0, Maximum = 1 },
        _ => this,
    };
}

/// <summary>A score calibration: <c>scale / (1 + exp(-(slope * g(score) + offset)))</c>, with separate parameters per class.</summary>
/// <param name="Transformation">The function g.</param>
/// <param name="DefaultScore">The score for classes without parameters, and for scores below a class's minimum score.</param>
public sealed record ScoreCalibration(ScoreTransformation Transformation, float DefaultScore)
{
    /// <summary>The name of the file in the appended zip that contains the parameters; null for none.</summary>
    public string? ParametersFile { get; init; }

    /// <summary>
    /// The text of that file, which is preserved unchanged: one line per class with <c>scale,slope,offset</c> and optionally
    /// <c>,minimum score</c>; an empty line for a class without parameters.
    /// </summary>
    public string Parameters { get; init; } = "";
}

/// <summary>The function that is applied to a score before its calibration; the numeric values are those of the metadata format.</summary>
public enum ScoreTransformation
{
    /// <summary>The identity: the score is not changed.</summary>
    Identity = 0,

    /// <summary>The natural logarithm.</summary>
    Log = 1,

    /// <summary><c>log(x) - log(1 - x)</c>.</summary>
    InverseLogistic = 2,
}
