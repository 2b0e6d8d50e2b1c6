using System.Globalization;
using System.Text;

namespace FlowerModel.Tflite;

/// <summary>A named buffer with information about the model, which does not affect how the model runs.</summary>
/// <param name="Name">The name, for example <see cref="MinRuntimeVersion"/>.</param>
/// <param name="Data">The content of the buffer.</param>
public sealed record MetadataEntry(string Name, ReadOnlyMemory<byte> Data)
{
    /// <summary>The name of the entry with the oldest runtime version that supports all operators used, as text.</summary>
    public const string MinRuntimeVersion = "min_runtime_version";

    /// <summary>The name of the entry with the TFLite Metadata, which is a FlatBuffers file itself.</summary>
    public const string TfliteMetadata = "TFLITE_METADATA";

    /// <summary>
    /// The name of the entry with the score below which a classifier's answer counts as unknown, as text with a decimal point. It is an entry of this
    /// project; other runtimes ignore it.
    /// </summary>
    public const string UnknownThreshold = "FLOWERMODEL_UNKNOWN_THRESHOLD";

    /// <summary>Creates the <see cref="UnknownThreshold"/> entry.</summary>
    /// <param name="score">The score, greater than 0, at most 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The score is not in that range.</exception>
    public static MetadataEntry ForUnknownThreshold(float score)
    {
        if (score is not (> 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(score), score, "the score must be greater than 0 and at most 1");
        return new MetadataEntry(UnknownThreshold, Encoding.ASCII.GetBytes(score.ToString(CultureInfo.InvariantCulture)));
    }

    /// <summary>Reads the <see cref="UnknownThreshold"/> entry.</summary>
    /// <param name="entries">The entries of a model.</param>
    /// <returns>The score; null if the model has no such entry.</returns>
    /// <exception cref="TfliteFormatException">The entry is not a number from 0 to 1.</exception>
    public static float? ReadUnknownThreshold(IEnumerable<MetadataEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        if (entries.FirstOrDefault(entry => entry.Name == UnknownThreshold) is not { } found) return null;
        var text = Encoding.ASCII.GetString(found.Data.Span);
        return float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var score) && score is >= 0 and <= 1
            ? score
            : throw new TfliteFormatException($"the entry {UnknownThreshold} is not a score from 0 to 1");
    }

    /// <summary>
    /// Creates the <see cref="MinRuntimeVersion"/> entry as TensorFlow's converter writes it: the text in 16 bytes, padded with zeros.
    /// </summary>
    /// <exception cref="ArgumentException">The version is longer than 15 characters.</exception>
    public static MetadataEntry ForMinRuntimeVersion(string version)
    {
        ArgumentException.ThrowIfNullOrEmpty(version);
        if (version.Length > 15) throw new ArgumentException("a runtime version has at most 15 characters", nameof(version));
        var bytes = new byte[16];
        Encoding.ASCII.GetBytes(version, bytes);
        return new MetadataEntry(MinRuntimeVersion, bytes);
    }
}
