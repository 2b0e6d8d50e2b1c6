namespace FlowerModel.Tflite;

/// <summary>An output with one score a class.</summary>
public sealed record ScoreOutputMetadata
{
    /// <summary>Name of the output.</summary>
    public string Name { get; init; } = "probability";

    /// <summary>What it is, in words.</summary>
    public string Description { get; init; } = "Probabilities of the labels respectively.";

    /// <summary>Least score, as stored.</summary>
    public float Minimum { get; init; }

    /// <summary>Greatest score, as stored.</summary>
    public float Maximum { get; init; } = 1;

    /// <summary>
    /// How the task libraries make scores of different classes comparable; null for none. It is kept from file to file; this product's runtime
    /// does not apply it.
    /// </summary>
    public ScoreCalibration? Calibration { get; init; }

    /// <summary>File in the appended zip that holds the class names, one a line; null for none.</summary>
    public string? LabelFile { get; init; } = "labels.txt";

    /// <summary>
    /// The same output with the range of probabilities in a tensor of that type: 0 to 1 for float32, 0 to 255 for uint8, -128 to 127 for
    /// int8; unchanged for others.
    /// </summary>
    public ScoreOutputMetadata For(TensorType type) => type switch
    {
        TensorType.UInt8 => this with { Minimum = byte.MinValue, Maximum = byte.MaxValue },
        TensorType.Int8 => this with { Minimum = sbyte.MinValue, Maximum = sbyte.MaxValue },
        TensorType.Float32 => this with { Minimum = 0, Maximum = 1 },
        _ => this,
    };
}

/// <summary>Score calibration: <c>scale / (1 + exp(-(slope * g(score) + offset)))</c>, with parameters for each class.</summary>
/// <param name="Transformation">The function g.</param>
/// <param name="DefaultScore">The score of classes without parameters, and below a class's least score.</param>
public sealed record ScoreCalibration(ScoreTransformation Transformation, float DefaultScore)
{
    /// <summary>File in the appended zip that holds the parameters; null for none.</summary>
    public string? ParametersFile { get; init; }

    /// <summary>
    /// The text of that file: a line a class, <c>scale,slope,offset</c> and perhaps <c>,least score</c>, or nothing for a class without
    /// parameters. It is carried as it is.
    /// </summary>
    public string Parameters { get; init; } = "";
}

/// <summary>What is done to a score before it is calibrated; the numbers are those of the metadata format.</summary>
public enum ScoreTransformation
{
    /// <summary>Nothing.</summary>
    Identity = 0,

    /// <summary>The natural logarithm.</summary>
    Log = 1,

    /// <summary><c>log(x) - log(1 - x)</c>.</summary>
    InverseLogistic = 2,
}
