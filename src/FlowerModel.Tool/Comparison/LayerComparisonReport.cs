namespace FlowerModel.Tool.Comparison;

/// <summary>What <c>flowermodel compare</c> tells; its JSON is described in docs/command-line.md and only ever gains fields.</summary>
internal sealed record LayerComparisonReport
{
    /// <summary>Version of this JSON; another number only where a field went or changed its meaning.</summary>
    public int FormatVersion { get; } = 1;

    public required string Float32 { get; init; }

    public required string Quantized { get; init; }

    public required int Images { get; init; }

    /// <summary>In the order of the float32 model, its input first.</summary>
    public required IReadOnlyList<LayerReport> Layers { get; init; }
}

/// <param name="Name">Name of the tensor.</param>
/// <param name="Operator">TFLite's name of the operator that gives it; INPUT for an input.</param>
/// <param name="SignalToNoise">In decibels; null where nothing differs.</param>
/// <param name="Scale">Scale of the stored integers; null where the quantized model has float32.</param>
/// <param name="ZeroPoint">Their zero point, likewise.</param>
/// <param name="Saturated">Share of the values outside of what the integers can hold, likewise.</param>
internal sealed record LayerReport(string Name, string Operator, double? SignalToNoise, float? Scale, int? ZeroPoint, double? Saturated);
