namespace FlowerModel.Tool.Comparison;

/// <summary>The result of <c>flowermodel compare</c>; docs/command-line.md describes its JSON, which only gains fields.</summary>
internal sealed record LayerComparisonReport
{
    /// <summary>Version of this JSON; it changes only if a field is removed or changes its meaning.</summary>
    public int FormatVersion { get; } = 1;

    public required string Float32 { get; init; }

    public required string Quantized { get; init; }

    public required int Images { get; init; }

    /// <summary>The layers in the order of the float32 model, its input first.</summary>
    public required IReadOnlyList<LayerReport> Layers { get; init; }
}

/// <param name="Name">Name of the tensor.</param>
/// <param name="Operator">TFLite's name of the operator that produces it; INPUT for an input.</param>
/// <param name="SignalToNoise">In decibels; null if nothing differs.</param>
/// <param name="Scale">Scale of the stored integers; null if the tensor is float32 in the quantized model.</param>
/// <param name="ZeroPoint">Their zero point; null likewise.</param>
/// <param name="Saturated">Share of the values, 0 to 1, that are outside the range of the integers; null likewise.</param>
internal sealed record LayerReport(string Name, string Operator, double? SignalToNoise, float? Scale, int? ZeroPoint, double? Saturated);
