using System.Text.Json;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Data;

/// <summary>
/// The training pictures that calibrate an int8 model. Validation pictures never do: they judge it. The choice follows from contents and
/// labels alone, so pipeline (for the key) and trainer (for the work) make the same one.
/// </summary>
public static class CalibrationSet
{
    /// <summary>
    /// Chooses usable training pictures, balanced over the classes: each class in turn gives its next picture in the order of SHA-256, until
    /// there are enough or none is left. A picture that is in several classes counts once, for the first of them.
    /// </summary>
    /// <param name="manifest">The dataset.</param>
    /// <param name="usable">SHA-256 of the pictures that can be read.</param>
    /// <param name="count">Number of pictures wanted.</param>
    public static IReadOnlyList<ManifestEntry> Choose(Manifest manifest, IEnumerable<string> usable, int count)
    {
        var readable = new HashSet<string>(usable, StringComparer.Ordinal);
        var taken = new HashSet<string>(StringComparer.Ordinal);
        return
        [
            .. manifest.Entries
                .Where(entry => entry.Side == Side.Train && readable.Contains(entry.Sha256) && taken.Add(entry.Sha256))
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
