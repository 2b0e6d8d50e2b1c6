namespace FlowerModel.Tflite;

/// <summary>
/// TFLite Metadata of an image classifier. Android's task library, MediaPipe and model viewers use it to prepare the model's input and
/// to label its output.
/// </summary>
public sealed record ModelMetadata
{
    /// <summary>
    /// The parser version that this record requires. Later versions are required by vocabularies (1.0.1), tokenizers and process units of a
    /// subgraph (1.1.0), tensor groups (1.2.0), regular expressions (1.2.1) and audio (1.3.0), none of which are written here.
    /// Source: <c>GetMinimumMetadataParserVersion</c> of TFLite Support.
    /// </summary>
    public const string WrittenParserVersion = "1.0.0";

    /// <summary>The name of the model.</summary>
    public string Name { get; init; } = "";

    /// <summary>A description of what the model does.</summary>
    public string Description { get; init; } = "";

    /// <summary>The version of the model.</summary>
    public string Version { get; init; } = "";

    /// <summary>The author of the model.</summary>
    public string Author { get; init; } = "";

    /// <summary>The license of the model.</summary>
    public string License { get; init; } = "";

    /// <summary>
    /// The minimum parser version that a file states. The writer always writes <see cref="WrittenParserVersion"/>.
    /// </summary>
    public string MinParserVersion { get; init; } = WrittenParserVersion;

    /// <summary>The input image; null if the metadata does not describe one.</summary>
    public ImageInputMetadata? Input { get; init; }

    /// <summary>The output scores; null if the metadata does not describe an output.</summary>
    public ScoreOutputMetadata? Output { get; init; }

    /// <summary>The class names by output index; empty for a model without labels.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>
    /// Returns the same metadata with the ranges for the types of the model's first input and output
    /// (<see cref="ImageInputMetadata.For"/>, <see cref="ScoreOutputMetadata.For"/>). Use it for a quantized model.
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
