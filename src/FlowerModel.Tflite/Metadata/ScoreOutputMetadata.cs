namespace FlowerModel.Tflite;

/// <summary>An output with one score a class.</summary>
public sealed record ScoreOutputMetadata
{
    /// <summary>Name of the output.</summary>
    public string Name { get; init; } = "probability";

    /// <summary>What it is, in words.</summary>
    public string Description { get; init; } = "Probabilities of the labels respectively.";

    /// <summary>Least score.</summary>
    public float Minimum { get; init; }

    /// <summary>Greatest score.</summary>
    public float Maximum { get; init; } = 1;

    /// <summary>File in the appended zip that holds the class names, one a line; null for none.</summary>
    public string? LabelFile { get; init; } = "labels.txt";
}
