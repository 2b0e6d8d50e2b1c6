using System.Text;

namespace FlowerModel.Tflite;

/// <summary>A named buffer that says something about the model and plays no part in running it.</summary>
/// <param name="Name">For example <see cref="MinRuntimeVersion"/>.</param>
/// <param name="Data">The bytes.</param>
public sealed record MetadataEntry(string Name, ReadOnlyMemory<byte> Data)
{
    /// <summary>Entry with the oldest runtime that has all operators used, as text.</summary>
    public const string MinRuntimeVersion = "min_runtime_version";

    /// <summary>Entry with the TFLite Metadata (a FlatBuffers file of its own).</summary>
    public const string TfliteMetadata = "TFLITE_METADATA";

    /// <summary>
    /// The <see cref="MinRuntimeVersion"/> entry as TensorFlow's converter writes it: the text in 16 bytes, filled up with zeros.
    /// </summary>
    /// <exception cref="ArgumentException">The version takes more than 15 bytes.</exception>
    public static MetadataEntry ForMinRuntimeVersion(string version)
    {
        ArgumentException.ThrowIfNullOrEmpty(version);
        if (version.Length > 15) throw new ArgumentException("a runtime version has at most 15 characters", nameof(version));
        var bytes = new byte[16];
        Encoding.ASCII.GetBytes(version, bytes);
        return new MetadataEntry(MinRuntimeVersion, bytes);
    }
}
