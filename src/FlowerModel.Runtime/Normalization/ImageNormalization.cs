using FlowerModel.Runtime.Inference;
using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Normalization;

/// <summary>How samples (0 to 255) become the real values of a model's input: <c>(sample - mean) / standardDeviation</c>.</summary>
/// <param name="Mean">The value that is subtracted.</param>
/// <param name="StandardDeviation">The value that the difference is divided by.</param>
internal readonly record struct ImageNormalization(float Mean, float StandardDeviation)
{
    /// <summary>
    /// Returns the normalization that an image model states. The sources are, in this order: the metadata, the range of a quantized input, and the
    /// operators that the model starts with.
    /// </summary>
    /// <param name="model">A model with one input, an RGB image.</param>
    /// <param name="metadata">The metadata of the input, or null.</param>
    /// <exception cref="TfliteFormatException">The metadata's mean or standard deviation is invalid.</exception>
    /// <exception cref="UnsupportedModelException">None of the sources states the normalization, or it differs between channels.</exception>
    public static ImageNormalization Of(Model model, ImageInputMetadata? metadata) => Of(metadata) ?? Of(model.Main);

    private static ImageNormalization? Of(ImageInputMetadata? metadata)
    {
        if (metadata is null or { Mean.Count: 0 } or { Std.Count: 0 }) return null;
        var (mean, deviation) = (metadata.Mean[0], metadata.Std[0]);
        if (metadata.Mean.Any(other => other != mean) || metadata.Std.Any(other => other != deviation))
            throw new UnsupportedModelException("the metadata has one mean or standard deviation per channel; only one for all channels is supported");
        if (!float.IsFinite(mean) || !float.IsFinite(deviation) || deviation <= 0)
        {
            throw new TfliteFormatException(
                $"the metadata's mean {mean} and standard deviation {deviation} must be finite, and the standard deviation greater than 0");
        }

        return new(mean, deviation);
    }

    private static ImageNormalization Of(Subgraph graph)
    {
        var ranges = InputQuantization.RangesOf(graph);
        if (ranges.Count == 0)
        {
            return LeadingOperators.NormalizationOf(graph) ?? throw NotStated(
                "the model does not state which values it expects: it has no metadata with a mean and a standard deviation, and its input is not quantized");
        }

        ImageNormalization?[] known = [.. ranges.Select(KnownRange.NormalizationOf).Distinct()];
        return known is [{ } only]
            ? only
            : throw NotStated(
                "the model has no metadata with a mean and a standard deviation, and the range of its quantized input, "
                + $"{string.Join(" and ", ranges.Select(range => FormattableString.Invariant($"{range.Lowest:0.###} to {range.Highest:0.###}")))}, "
                + "is not one that images are usually mapped to");
    }

    private static UnsupportedModelException NotStated(string reason) => new(
        reason + ". Specify the mean and the standard deviation that it was trained with (ImageClassifierOptions; --mean and --std of flowermodel): "
        + "127.5 and 127.5 for values from -1 to 1, 0 and 255 for 0 to 1, 0 and 1 for 0 to 255");
}
