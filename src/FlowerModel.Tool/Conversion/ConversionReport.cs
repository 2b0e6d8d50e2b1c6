namespace FlowerModel.Tool.Conversion;

/// <summary>The result of <c>flowermodel convert</c>; docs/command-line.md describes its JSON, which only gains fields.</summary>
internal sealed record ConversionReport
{
    /// <summary>Version of this JSON; it changes only if a field is removed or changes its meaning.</summary>
    public int FormatVersion { get; } = 1;

    public required string Source { get; init; }

    public required IReadOnlyList<WrittenModel> Models { get; init; }
}

/// <param name="File">The file.</param>
/// <param name="Variant">The number format: float32, float16, dynamic, int8, or another that <c>flowermodel inspect</c> reports.</param>
/// <param name="Bytes">Its size in bytes.</param>
/// <param name="SizeRatio">Its size relative to that of the float32 .tflite file, or of the .tflite file that was written as ONNX.</param>
/// <param name="Recipe">Name of the recipe of an int8 model; null for others.</param>
/// <param name="Trials">The recipes that were compared on images not used for calibration; empty if no choice was needed.</param>
internal sealed record WrittenModel(string File, string Variant, long Bytes, double SizeRatio, string? Recipe, IReadOnlyList<TrialReport> Trials);

/// <param name="Recipe">Name of the recipe.</param>
/// <param name="Divergence">How far its outputs are from the float32 model's; 0 if they are equal.</param>
/// <param name="Flips">Number of images whose answer differs from the float32 model's.</param>
/// <param name="Images">Number of images compared.</param>
internal sealed record TrialReport(string Recipe, double Divergence, int Flips, int Images);
