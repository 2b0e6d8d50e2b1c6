using FlowerModel.Conversion.Quantization.Int8;
using FlowerModel.Pipeline.Settings;

namespace FlowerModel.Conversion.Quantization;

/// <summary>Options for quantizing a float32 model.</summary>
public sealed record QuantizationOptions
{
    /// <summary>Number format of kernels and activations; <see cref="NumberFormat.Float32"/> leaves the model unchanged.</summary>
    public required NumberFormat Format { get; init; }

    /// <summary>
    /// Type of the input tensor of an <see cref="NumberFormat.Int8"/> model; default float32. In all other formats the input is float32.
    /// </summary>
    public InferenceType Input { get; init; } = InferenceType.Float32;

    /// <summary>
    /// Type of the output tensor of an <see cref="NumberFormat.Int8"/> model; default float32. In all other formats the output is float32.
    /// </summary>
    public InferenceType Output { get; init; } = InferenceType.Float32;

    /// <summary>
    /// How to quantize to <see cref="NumberFormat.Int8"/>; null (the default) tries <see cref="Int8Recipe.Candidates"/> and selects the one
    /// that agrees best with the float32 model on images not used for calibration.
    /// </summary>
    public Int8Recipe? Recipe { get; init; }
}
