using System.Text;
using System.Text.Json;
using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Variants;

/// <summary>A written model and its results.</summary>
/// <param name="Variant">The model's number format.</param>
/// <param name="Size">Size of the file in bytes.</param>
/// <param name="Evaluation">The model's answers.</param>
public sealed record MeasuredVariant(NumberFormat Variant, long Size, Evaluation Evaluation);

/// <summary>One row of the table.</summary>
/// <param name="Variant"><c>float32</c>, <c>float16</c>, <c>dynamic</c> or <c>int8</c>.</param>
/// <param name="File">
/// Name of the model's file; null for a float32 model that <c>Quantization</c> does not name and that only serves as the reference.
/// </param>
/// <param name="Size">Size in bytes.</param>
/// <param name="SizeRatio">Size as a fraction of the float32 file's size.</param>
/// <param name="Accuracy">Fraction of the validation images that the model classifies correctly, 0 to 1.</param>
/// <param name="Drop">How much lower the accuracy is than float32's; negative if it is higher.</param>
/// <param name="Flips">Number of validation images for which the answer differs from float32's.</param>
/// <param name="TestAccuracy">Fraction of the test images that the model classifies correctly, 0 to 1; null if there are none.</param>
public sealed record VariantRow(
    string Variant, string? File, long Size, double SizeRatio, double Accuracy, double Drop, int Flips, double? TestAccuracy = null);

/// <summary>All variants of one model side by side, each measured against float32.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Images">Number of validation images.</param>
/// <param name="Variants">The variants in the order of <c>Quantization</c>, preceded by float32 if it does not name it.</param>
/// <param name="TestImages">Number of test images; null if there are none.</param>
public sealed record VariantTable(string Model, int Images, IReadOnlyList<VariantRow> Variants, int? TestImages = null)
{
    /// <summary>Name of the table as data, below the model's folder.</summary>
    public const string JsonFileName = "variants.json";

    /// <summary>Name of the table for people, below the model's folder.</summary>
    public const string MarkdownFileName = "variants.md";

    /// <summary>Compares variants.</summary>
    /// <param name="settings">The model's settings.</param>
    /// <param name="variants">The float32 variant, and every variant that <c>Quantization</c> names.</param>
    public static VariantTable Create(ModelSettings settings, IReadOnlyList<MeasuredVariant> variants)
    {
        var reference = variants.Single(variant => variant.Variant == NumberFormat.Float32);
        return new VariantTable(settings.Name, reference.Evaluation.Images, [.. variants.Select(Row)], reference.Evaluation.Test?.Images);

        VariantRow Row(MeasuredVariant measured) => new(
            ChoiceText.Name(measured.Variant),
            settings.Quantization.Contains(measured.Variant) ? VariantNames.FileName(settings, measured.Variant) : null,
            measured.Size,
            (double)measured.Size / reference.Size,
            measured.Evaluation.Accuracy(),
            measured.Evaluation.DropFrom(reference.Evaluation),
            measured.Evaluation.FlipsFrom(reference.Evaluation),
            measured.Evaluation.Test?.Accuracy());
    }

    /// <summary>Returns the row of a variant; null if there is none.</summary>
    public VariantRow? Find(NumberFormat variant) => Variants.FirstOrDefault(row => row.Variant == ChoiceText.Name(variant));

    /// <summary>Returns the table as JSON.</summary>
    public string ToJson() => CanonicalJson.Document(this);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The text is not such a table.</exception>
    public static VariantTable FromJson(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<VariantTable>(json, CanonicalJson.Options) ?? throw new InvalidDataException("The table of variants is empty.");
        }
        catch (JsonException error)
        {
            throw new InvalidDataException("The table of variants is damaged.", error);
        }
    }

    /// <summary>Returns the table in Markdown.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder();
        text.Append(FormattableString.Invariant($"# {Model}: {Images} validation images"));
        if (TestImages is { } tests) text.Append(FormattableString.Invariant($", {tests} test images"));
        var (title, line) = TestImages is null ? ("", "") : (" test accuracy |", "---:|");
        text.Append("\n\n| variant | file | bytes | of float32 | accuracy | drop, points | other answers than float32 |").Append(title).Append('\n');
        text.Append("|---|---|---:|---:|---:|---:|---:|").Append(line).Append('\n');
        foreach (var row in Variants)
        {
            text.Append(FormattableString.Invariant($"| {row.Variant} | {row.File ?? "(not named)"} | {row.Size} | {row.SizeRatio:P1} | "));
            text.Append(FormattableString.Invariant($"{row.Accuracy:P2} | {row.Drop * 100:F2} | {row.Flips} |"));
            if (row.TestAccuracy is { } accuracy) text.Append(FormattableString.Invariant($" {accuracy:P2} |"));
            text.Append('\n');
        }

        return text.ToString();
    }

    /// <summary>Returns one line per variant, for the build log.</summary>
    public IEnumerable<string> ToLines() => Variants.Select(row =>
        FormattableString.Invariant($"{Model}: {row.Variant,-7} {row.Size / 1e6,6:F2} MB ({row.SizeRatio:P1} of float32), accuracy {row.Accuracy:P1}, ")
        + FormattableString.Invariant($"drop {row.Drop * 100:F1} points, {row.Flips} of {Images} answers differ from float32's")
        + (row.TestAccuracy is { } accuracy ? FormattableString.Invariant($", test accuracy {accuracy:P1}") : ""));
}
