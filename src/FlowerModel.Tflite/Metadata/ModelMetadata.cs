namespace FlowerModel.Tflite;

/// <summary>
/// TFLite Metadata of a picture classifier: what Android's task library, MediaPipe and model viewers read to feed the model and
/// to name its answers.
/// </summary>
public sealed record ModelMetadata
{
    /// <summary>Name of the model.</summary>
    public string Name { get; init; } = "";

    /// <summary>What the model does, in words.</summary>
    public string Description { get; init; } = "";

    /// <summary>Version of the model.</summary>
    public string Version { get; init; } = "";

    /// <summary>Who made it.</summary>
    public string Author { get; init; } = "";

    /// <summary>Licence of the model.</summary>
    public string License { get; init; } = "";

    /// <summary>Least version of the metadata's readers.</summary>
    public string MinParserVersion { get; init; } = "1.0.0";

    /// <summary>The picture that goes in; null where the metadata describes none.</summary>
    public ImageInputMetadata? Input { get; init; }

    /// <summary>The scores that come out; null where the metadata describes no output.</summary>
    public ScoreOutputMetadata? Output { get; init; }

    /// <summary>Class names by output index; empty for a model without labels.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];
}
