using FlowerModel.Tflite.Flat;
using FlowerModel.Tflite.Metadata;
using FlowerModel.Tflite.Metadata.Tables;

namespace FlowerModel.Tflite;

/// <summary>
/// Reads the TFLite Metadata of a model file, with the same care as <see cref="ModelReader"/>. A file of labels or calibration parameters of more than
/// twice the whole file's size and 64 kB is refused; what is read takes at most 64 times the file, and 4 MB, of memory.
/// </summary>
public static class MetadataReader
{
    /// <summary>The metadata of a model file with its labels and calibration parameters, null where the model carries none.</summary>
    /// <param name="file">The whole file, with the zip behind the model.</param>
    /// <exception cref="TfliteFormatException">Model, metadata or zip are broken, or a file that the metadata names is missing.</exception>
    public static ModelMetadata? Read(ReadOnlyMemory<byte> file) => Read(ModelReader.Read(file), file);

    /// <summary>As <see cref="Read(ReadOnlyMemory{byte})"/>, for a model that was already read from <paramref name="file"/>.</summary>
    /// <exception cref="TfliteFormatException">Metadata or zip are broken, or a file that the metadata names is missing.</exception>
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
