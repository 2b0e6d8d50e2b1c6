namespace FlowerModel.Conversion.Quantization.Comparison;

/// <summary>Compares one tensor of a quantized model with the same tensor of its float32 model.</summary>
/// <param name="Name">Name of the tensor.</param>
/// <param name="Operator">Name of the operator that produces it (<c>CONV_2D</c> is <c>Conv2D</c>); <c>Input</c> for an input.</param>
/// <param name="SignalToNoise">
/// Energy of the float32 values divided by the energy of the differences, in decibels; infinite if there is no difference. 20 dB is a
/// relative error of a tenth, 40 dB of a hundredth. A row far below its neighbors is where the model loses accuracy.
/// </param>
/// <param name="Scale">Scale of the stored integers; null if the tensor is float32 in the quantized model.</param>
/// <param name="ZeroPoint">Zero point; null likewise.</param>
/// <param name="SaturatedShare">Share of the values, 0 to 1, that are outside the range of the stored integers; null likewise.</param>
public sealed record LayerRow(string Name, string Operator, double SignalToNoise, float? Scale, int? ZeroPoint, double? SaturatedShare);
