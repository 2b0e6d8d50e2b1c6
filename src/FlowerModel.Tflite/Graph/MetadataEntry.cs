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
