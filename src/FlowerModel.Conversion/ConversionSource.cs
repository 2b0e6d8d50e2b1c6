using FlowerModel.Conversion.Keras;
using FlowerModel.Networks;

namespace FlowerModel.Conversion;

/// <summary>What is turned into a .tflite file.</summary>
public sealed record ConversionSource
{
    /// <summary>The base network, its width and image size.</summary>
    public required SizedNetwork Base { get; init; }

    /// <summary>
    /// Weights of base and head, the base's under their Keras names. The head is what <see cref="KerasHead"/> finds; without
    /// <see cref="Labels"/> none is needed, and one that is there is left out.
    /// </summary>
    public required KerasWeights Weights { get; init; }

    /// <summary>Class names by output index; empty for a model that gives the pooled features of the base.</summary>
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
}
