using System.Text.Json;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Variants;

/// <summary>The answers of a model that passed all checks, with which the next one is compared.</summary>
public sealed class AnswerBaseline
{
    /// <summary>Name of the baseline in a model's state folder.</summary>
    public const string FileName = "baseline.json";

    /// <summary>
    /// The answers for the validation images by number format: labels by SHA-256, both sorted ordinally, so that a committed file has small differences.
    /// </summary>
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Variants { get; init; }

    /// <summary>Returns the baseline of the shipped variants.</summary>
    public static AnswerBaseline Of(ModelSettings settings, IEnumerable<MeasuredVariant> variants)
    {
        var sorted = new SortedDictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);
        foreach (var variant in variants)
        {
            if (settings.Quantization.Contains(variant.Variant)) sorted[ChoiceText.Name(variant.Variant)] = variant.Evaluation.Answers;
        }

        return new AnswerBaseline { Variants = sorted };
    }

    /// <summary>
    /// Returns the images that this baseline has right and a variant has wrong. Only images that both have answered count, with their present labels. A
    /// number format that the baseline does not have has no regressions.
    /// </summary>
    /// <param name="variant">The variant.</param>
    /// <param name="images">The validation images.</param>
    public IReadOnlyList<ManifestEntry> Regressions(MeasuredVariant variant, IEnumerable<ManifestEntry> images)
    {
        var regressions = new List<ManifestEntry>();
        if (!Variants.TryGetValue(ChoiceText.Name(variant.Variant), out var before)) return regressions;
        foreach (var image in images)
        {
            var wasRight = before.TryGetValue(image.Sha256, out var old) && old == image.Label;
            if (wasRight && variant.Evaluation.Answers.TryGetValue(image.Sha256, out var now) && now != image.Label) regressions.Add(image);
        }

        return regressions;
    }

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
