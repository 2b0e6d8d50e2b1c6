namespace FlowerModel.Tflite;

/// <summary>
/// TFLite Metadata of an image classifier: what Android's task library, MediaPipe and model viewers read to feed the model and
/// to name its answers.
/// </summary>
public sealed record ModelMetadata
{
    /// <summary>
    /// The parser version that all of this record asks for. Later ones are needed by vocabularies (1.0.1), tokenizers and process units
    /// of a subgraph (1.1.0), tensor groups (1.2.0), regular expressions (1.2.1) and audio (1.3.0), none of which is written here.
    /// Source: <c>GetMinimumMetadataParserVersion</c> of TFLite Support.
    /// </summary>
    public const string WrittenParserVersion = "1.0.0";

    /// <summary>Name of the model.</summary>
    public string Name { get; init; } = "";

    /// <summary>What the model does, in words.</summary>
    public string Description { get; init; } = "";

    /// <summary>Version of the model.</summary>
    public string Version { get; init; } = "";

    /// <summary>Who made it.</summary>
    public string Author { get; init; } = "";

    /// <summary>License of the model.</summary>
    public string License { get; init; } = "";

    /// <summary>
    /// Least version of the metadata's readers, as read. What is written always says <see cref="WrittenParserVersion"/>.
    /// </summary>
    public string MinParserVersion { get; init; } = WrittenParserVersion;

    /// <summary>The image that goes in; null where the metadata describes none.</summary>
    public ImageInputMetadata? Input { get; init; }

    /// <summary>The scores that come out; null where the metadata describes no output.</summary>
    public ScoreOutputMetadata? Output { get; init; }

    /// <summary>Class names by output index; empty for a model without labels.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>
    /// The same metadata with the ranges that the model's first input and output have by their types
    /// (<see cref="ImageInputMetadata.For"/>, <see cref="ScoreOutputMetadata.For"/>): for a model that was quantized.
    /// </summary>
    public ModelMetadata For(Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var graph = model.Main;
        return this with
        {
            Input = graph.Inputs.Count > 0 ? Input?.For(graph.Tensors[graph.Inputs[0]].Type) : Input,
            Output = graph.Outputs.Count > 0 ? Output?.For(graph.Tensors[graph.Outputs[0]].Type) : Output,
        };
    }
}
