using FlowerModel.Conversion.Quantization.Int8;
using FlowerModel.Pipeline.Settings;

namespace FlowerModel.Conversion.Quantization;

/// <summary>A quantized model and how it was made.</summary>
/// <param name="Format">Its number format.</param>
/// <param name="File">The bytes of the .tflite, with the metadata and labels of the float32 file.</param>
/// <param name="Recipe">How it was made; null unless <see cref="NumberFormat.Int8"/>.</param>
/// <param name="Trials">
/// The recipes that were tried, in order, with their results; empty if no choice was needed.
/// </param>
public sealed record QuantizedModel(NumberFormat Format, ReadOnlyMemory<byte> File, Int8Recipe? Recipe, IReadOnlyList<RecipeTrial> Trials);
