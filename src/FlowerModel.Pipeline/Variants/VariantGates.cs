using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Settings;

namespace FlowerModel.Pipeline.Variants;

/// <summary>
/// The gates that every shipped model must pass: <c>MinAccuracy</c>, <c>MaxQuantizationDrop</c>, <c>MaxModelSize</c>. They use only the variant
/// table and are not part of any key, so changing one runs no stage. A float32 model that <c>Quantization</c> does not name is written only as
/// the reference for the others and is not checked.
/// </summary>
public static class VariantGates
{
    /// <summary>Returns all errors of the shipped variants.</summary>
    /// <param name="settings">The model's settings.</param>
    /// <param name="table">The variants.</param>
    /// <param name="folder">Full path of the folder that contains the models' files, for the messages.</param>
    public static IReadOnlyList<Diagnostic> Check(ModelSettings settings, VariantTable table, string folder) =>
        [.. table.Variants.Where(row => row.File is not null).SelectMany(row => Check(settings, table, row, Path.Combine(folder, row.File!)))];

    private static IEnumerable<Diagnostic> Check(ModelSettings settings, VariantTable table, VariantRow row, string file)
    {
        var model = $"The {row.Variant} model of FlowerModel '{settings.Name}'";
        if (row.Accuracy < settings.MinAccuracy)
        {
            yield return Diagnostic.Error(
                Codes.AccuracyTooLow,
                FormattableString.Invariant($"{model} classifies {row.Accuracy:P1} of {table.Images} validation images correctly, ")
                + FormattableString.Invariant($"less than MinAccuracy ({settings.MinAccuracy:P1}). ")
                + "More or better images, or more Epochs, Views or FineTuneEpochs can help; the learning curves show which.",
                file);
        }

        if (row.Drop > settings.MaxQuantizationDrop)
        {
            yield return Diagnostic.Error(
                Codes.QuantizationDropTooLarge,
                FormattableString.Invariant($"{model} is {row.Drop * 100:F2} points less accurate than float32 ")
                + FormattableString.Invariant($"({row.Flips} of {table.Images} answers differ), ")
                + FormattableString.Invariant($"more than MaxQuantizationDrop ({settings.MaxQuantizationDrop * 100:F2} points). ")
                + Advice(row.Variant),
                file);
        }

        if (row.Size > settings.MaxModelSize)
        {
            yield return Diagnostic.Error(
                Codes.ModelTooLarge,
                FormattableString.Invariant($"{model} has {row.Size} bytes, more than MaxModelSize ({settings.MaxModelSize}). ")
                + "A smaller Alpha makes every variant smaller; Quantization=\"int8\" needs about a quarter of float32. Remove a variant from "
                + "Quantization if its file is not needed.",
                file);
        }
    }

    private static string Advice(string variant) => variant == ChoiceText.Name(NumberFormat.Int8)
        ? "More CalibrationImages may help; dynamic and float16 lose less."
        : "Use another Quantization, or a larger MaxQuantizationDrop if the loss is acceptable.";
}
