using System.Text.Json;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Data;

/// <summary>
/// The training images that calibrate a quantized model. Validation images never do: they judge it. The choice follows from contents and
/// labels alone, so pipeline (for the key) and trainer (for the work) make the same one.
/// </summary>
public static class CalibrationSet
{
    /// <summary>
    /// Chooses training images, balanced over the classes: each class in turn gives its next image in the order of SHA-256, until there
    /// are enough or none is left; so any part of the list is balanced too. An image that is in several classes counts once.
    /// </summary>
    /// <param name="entries">The images that can be read; those that do not train are left out.</param>
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

    /// <summary>Hash of contents, labels and order; file names do not enter.</summary>
    public static string Hash(IEnumerable<ManifestEntry> chosen) =>
        Hashing.OfText(string.Concat(chosen.Select(entry => $"{entry.Sha256} {JsonSerializer.Serialize(entry.Label)}\n")));
}
