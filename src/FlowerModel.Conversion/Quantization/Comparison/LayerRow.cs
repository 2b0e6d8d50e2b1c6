namespace FlowerModel.Conversion.Quantization.Comparison;

/// <summary>How one result of a quantized model compares with the same result of its float32 model.</summary>
/// <param name="Name">Name of the tensor.</param>
/// <param name="Operator">Name of the operator that gives it, as the format has it (<c>CONV_2D</c> is <c>Conv2D</c>); <c>Input</c> for an input.</param>
/// <param name="SignalToNoise">
/// Energy of the float32 values over that of the differences, in decibels; infinite where there is no difference. 20 is a relative
/// error of a tenth, 40 of a hundredth; what falls far below its neighbors is where a model loses its accuracy.
/// </param>
/// <param name="Scale">Scale of the stored integers; null where the quantized model has float32 here.</param>
/// <param name="ZeroPoint">Zero point, likewise.</param>
/// <param name="SaturatedShare">Share of the values, 0 to 1, that lie outside of what the integers can hold; null likewise.</param>
public sealed record LayerRow(string Name, string Operator, double SignalToNoise, float? Scale, int? ZeroPoint, double? SaturatedShare);
