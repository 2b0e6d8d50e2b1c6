using FlowerModel.Conversion.Keras;
using FlowerModel.Networks;

namespace FlowerModel.Conversion;

/// <summary>The input of a conversion to .tflite.</summary>
public sealed record ConversionSource
{
    /// <summary>The base network, its width and image size.</summary>
    public required SizedNetwork Base { get; init; }

    /// <summary>
    /// Weights of base and head; the base's layers have their Keras names. Without <see cref="Labels"/> no head is needed, and an existing one is
    /// left out.
    /// </summary>
    public required KerasWeights Weights { get; init; }

    /// <summary>The head; null (default): <see cref="KerasHead.Find"/> finds it by its shapes.</summary>
    public KerasHead? Head { get; init; }

    /// <summary>Name of the output in signature and metadata.</summary>
    internal string OutputName => Labels.Count == 0 ? TensorNames.Features
        : Head is { Activation: HeadActivation.Linear } ? TensorNames.Logits
        : TensorNames.Probability;

    /// <summary>How pixels become the model's input; null (default): as the base network expects them.</summary>
    public InputNormalization? Normalization { get; init; }

    /// <summary>What the model applies to its input before the base; null (default): nothing.</summary>
    public ChannelScaling? Scaling { get; init; }

    /// <summary>Class names by output index; empty for a model that returns the pooled features of the base.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>Name of the model, for its metadata.</summary>
    public string Name { get; init; } = "";

    /// <summary>What the model does, for its metadata.</summary>
    public string Description { get; init; } = "";

    /// <summary>Version of the model, for its metadata.</summary>
    public string Version { get; init; } = "";

    /// <summary>Author, for the metadata.</summary>
    public string Author { get; init; } = "";

    /// <summary>License, for the metadata.</summary>
    public string License { get; init; } = "";

    /// <summary>An answer with a lower score counts as unknown; 0 (default): no answer does.</summary>
    public double UnknownThreshold { get; init; }
}
