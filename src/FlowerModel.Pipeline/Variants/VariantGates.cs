using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Settings;

namespace FlowerModel.Pipeline.Variants;

/// <summary>
/// The gates that every shipped model must pass: <c>MinAccuracy</c>, <c>MinClassRecall</c>, <c>MaxQuantizationDrop</c>, <c>MaxModelSize</c>. They use
/// only stored evaluations and are not part of any key, so changing one runs no stage. A float32 model that <c>Quantization</c> does not name is written only as
/// the reference for the others and is not checked.
/// </summary>
public static class VariantGates
{
    /// <summary>Returns all errors of the shipped variants.</summary>
    /// <param name="settings">The model's settings.</param>
    /// <param name="table">The variants.</param>
    /// <param name="measured">Their evaluations, in the order of the table.</param>
    /// <param name="folder">Full path of the folder that contains the models' files, for the messages.</param>
    public static IReadOnlyList<Diagnostic> Check(
        ModelSettings settings, VariantTable table, IReadOnlyList<MeasuredVariant> measured, string folder)
    {
        var faults = new List<Diagnostic>();
        for (var i = 0; i < measured.Count; i++)
        {
            var row = table.Variants[i];
            if (row.File is null) continue;
            var file = Path.Combine(folder, row.File);
            faults.AddRange(Check(settings, table, row, file));
            faults.AddRange(CheckRecall(settings, row.Variant, measured[i].Evaluation, file));
        }

        return faults;
    }

    private static IEnumerable<Diagnostic> CheckRecall(ModelSettings settings, string variant, Evaluation evaluation, string file)
    {
        for (var label = 0; label < evaluation.Labels.Count; label++)
        {
            var (images, correct) = (evaluation.Confusion[label].Sum(), evaluation.Confusion[label][label]);
            if (images == 0 || (double)correct / images >= settings.MinClassRecall) continue;
            yield return Diagnostic.Error(
                Codes.ClassRecallTooLow,
                FormattableString.Invariant($"The {variant} model of FlowerModel '{settings.Name}' recognizes {correct} of {images} validation images of ")
                + FormattableString.Invariant($"class '{evaluation.Labels[label]}' ({(double)correct / images:P1}), less than MinClassRecall ")
                + FormattableString.Invariant($"({settings.MinClassRecall:P1}). Add images of this class; evaluation.json shows which classes it is confused with."),
                file);
        }
    }

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
