using FlowerModel.Conversion.Quantization.Int8;
using FlowerModel.Pipeline.Settings;

namespace FlowerModel.Conversion.Quantization;

/// <summary>What a float32 model is turned into.</summary>
public sealed record QuantizationOptions
{
    /// <summary>How kernels and activations are kept; <see cref="NumberFormat.Float32"/> leaves the model as it is.</summary>
    public required NumberFormat Format { get; init; }

    /// <summary>
    /// Type of the input tensor of an <see cref="NumberFormat.Int8"/> model; default float32. The other kinds take float32 always.
    /// </summary>
    public InferenceType Input { get; init; } = InferenceType.Float32;

    /// <summary>
    /// Type of the output tensor of an <see cref="NumberFormat.Int8"/> model; default float32. The other kinds give float32 always.
    /// </summary>
    public InferenceType Output { get; init; } = InferenceType.Float32;

    /// <summary>
    /// How an <see cref="NumberFormat.Int8"/> model is made; null (the default) tries <see cref="Int8Recipe.Candidates"/> and takes the
    /// one that agrees best with the float32 model on images that did not calibrate.
    /// </summary>
    public Int8Recipe? Recipe { get; init; }
}
