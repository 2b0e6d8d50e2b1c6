using FlowerModel.Tflite.Flat;
using FlowerModel.Tflite.Metadata;
using FlowerModel.Tflite.Metadata.Tables;

namespace FlowerModel.Tflite;

/// <summary>
/// Reads the TFLite Metadata of a model file. Like <see cref="ModelReader"/>, it is safe for untrusted files. A file of labels or
/// calibration parameters may be at most twice the size of the whole file plus 64 kB; the result takes at most 64 times the size of the
/// file plus 4 MB of memory.
/// </summary>
public static class MetadataReader
{
    /// <summary>Reads the metadata of a model file, including labels and calibration parameters; returns null if it has no metadata.</summary>
    /// <param name="file">The complete file, including the zip appended to the model.</param>
    /// <exception cref="TfliteFormatException">The model, the metadata or the zip is invalid, or a file that the metadata names is missing.</exception>
    public static ModelMetadata? Read(ReadOnlyMemory<byte> file) => Read(ModelReader.Read(file), file);

    /// <summary>Like <see cref="Read(ReadOnlyMemory{byte})"/>, for a model that has already been read from <paramref name="file"/>.</summary>
    /// <exception cref="TfliteFormatException">The metadata or the zip is invalid, or a file that the metadata names is missing.</exception>
    public static ModelMetadata? Read(Model model, ReadOnlyMemory<byte> file)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model.FindMetadata(MetadataEntry.TfliteMetadata) is not { } bytes) return null;
        var metadata = ModelMetadataTable.Read(new FlatFile(bytes).Root("M001"u8, "TFLite Metadata"));
        return WithLabels(WithCalibration(metadata, file), file);
    }

    private static ModelMetadata WithLabels(ModelMetadata metadata, ReadOnlyMemory<byte> file) =>
        metadata.Output?.LabelFile is { } name ? metadata with { Labels = Lines(AssociatedFiles.Read(file, name)) } : metadata;

    private static ModelMetadata WithCalibration(ModelMetadata metadata, ReadOnlyMemory<byte> file) =>
        metadata.Output is { Calibration: { ParametersFile: { } name } calibration } output
            ? metadata with { Output = output with { Calibration = calibration with { Parameters = AssociatedFiles.Read(file, name) } } }
            : metadata;

    private static string[] Lines(string text)
    {
        var lines = text.Split('\n');
        if (lines[^1].Length == 0) lines = lines[..^1];
        return Array.ConvertAll(lines, line => line.TrimEnd('\r'));
    }
}
