namespace FlowerModel.Tool.Conversion;

/// <summary>What <c>flowermodel convert</c> wrote; its JSON is described in docs/command-line.md and only ever gains fields.</summary>
internal sealed record ConversionReport
{
    /// <summary>Version of this JSON; another number only where a field went or changed its meaning.</summary>
    public int FormatVersion { get; } = 1;

    public required string Source { get; init; }

    public required IReadOnlyList<WrittenModel> Models { get; init; }
}

/// <param name="File">The file.</param>
/// <param name="Variant">float32, float16, dynamic or int8.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="SizeRatio">Its length as a part of the float32 file's.</param>
/// <param name="Recipe">How the int8 model was made; null for others.</param>
/// <param name="Trials">The recipes that were compared on images that did not calibrate; empty where none had to be chosen.</param>
internal sealed record WrittenModel(string File, string Variant, long Bytes, double SizeRatio, string? Recipe, IReadOnlyList<TrialReport> Trials);

/// <param name="Recipe">The recipe.</param>
/// <param name="Divergence">How far its answers are from float32's, 0 for none.</param>
/// <param name="Flips">Images with another label than float32 gives.</param>
/// <param name="Images">Images compared.</param>
internal sealed record TrialReport(string Recipe, double Divergence, int Flips, int Images);
