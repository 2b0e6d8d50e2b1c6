using System.Text.Json;
using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Variants;

/// <summary>The answers of a model that passed all checks, with which the next one is compared.</summary>
/// <param name="Variants">
/// The answers for the validation images by number format: labels by SHA-256, both sorted ordinally, so that a committed file has small differences.
/// </param>
public sealed record AnswerBaseline(IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Variants)
{
    /// <summary>Name of the baseline in a model's state folder.</summary>
    public const string FileName = "baseline.json";

    /// <summary>Returns the baseline of the shipped variants.</summary>
    public static AnswerBaseline Of(ModelSettings settings, IEnumerable<MeasuredVariant> variants)
    {
        var sorted = new SortedDictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);
        foreach (var variant in variants.Where(variant => settings.Quantization.Contains(variant.Variant)))
            sorted[ChoiceText.Name(variant.Variant)] = variant.Evaluation.Answers;
        return new AnswerBaseline(sorted);
    }

    /// <summary>
    /// Returns the images that this baseline has right and a variant has wrong. Only images that both have answered count, with their present labels. A
    /// number format that the baseline does not have has no regressions.
    /// </summary>
    /// <param name="variant">The variant.</param>
    /// <param name="images">The validation images.</param>
    public IReadOnlyList<ManifestEntry> Regressions(MeasuredVariant variant, IEnumerable<ManifestEntry> images) =>
        !Variants.TryGetValue(ChoiceText.Name(variant.Variant), out var before) ? [] :
        [
            .. images.Where(image => before.TryGetValue(image.Sha256, out var old) && old == image.Label
                && variant.Evaluation.Answers.TryGetValue(image.Sha256, out var now) && now != image.Label),
        ];

    /// <summary>Returns the baseline as JSON.</summary>
    public string ToJson() => CanonicalJson.Document(this);

    /// <summary>Reads what <see cref="ToJson"/> wrote; returns null if the text is not a baseline.</summary>
    public static AnswerBaseline? TryFromJson(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<AnswerBaseline>(json, CanonicalJson.Options) is { Variants: not null } baseline ? baseline : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
