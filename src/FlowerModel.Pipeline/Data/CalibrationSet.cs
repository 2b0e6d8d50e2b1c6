using System.Text.Json;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Data;

/// <summary>
/// The training images that calibrate a quantized model. Validation images are never used, because they evaluate it. The choice depends only on
/// contents and labels, so the pipeline (for the key) and the trainer (for the work) make the same choice.
/// </summary>
public static class CalibrationSet
{
    /// <summary>
    /// Chooses training images, balanced across classes: each class in turn contributes its next image in the order of SHA-256, until there are
    /// enough images or none are left, so that the start of the list is balanced, too. An image that is in several classes is used once.
    /// </summary>
    /// <param name="entries">The readable images; only those of the training subset are used.</param>
    /// <param name="count">Number of images wanted.</param>
    public static IReadOnlyList<ManifestEntry> Choose(IEnumerable<ManifestEntry> entries, int count)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        return
        [
            .. entries
                .Where(entry => entry.Subset == Subset.Train && taken.Add(entry.Sha256))
                .GroupBy(entry => entry.Label, StringComparer.Ordinal)
                .SelectMany(group => group.OrderBy(entry => entry.Sha256, StringComparer.Ordinal).Select((entry, turn) => (entry, turn)))
                .OrderBy(pair => pair.turn)
                .ThenBy(pair => pair.entry.Label, StringComparer.Ordinal)
                .Take(count)
                .Select(pair => pair.entry),
        ];
    }

    /// <summary>Returns the hash of contents, labels and order, without file names.</summary>
    public static string Hash(IEnumerable<ManifestEntry> chosen) =>
        Hashing.OfText(string.Concat(chosen.Select(entry => $"{entry.Sha256} {JsonSerializer.Serialize(entry.Label)}\n")));
}
