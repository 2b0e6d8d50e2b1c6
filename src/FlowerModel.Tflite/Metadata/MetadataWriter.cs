using FlowerModel.Tflite.Metadata;
using FlowerModel.Tflite.Metadata.Tables;
using Google.FlatBuffers;

namespace FlowerModel.Tflite;

/// <summary>Writes models with TFLite Metadata.</summary>
public static class MetadataWriter
{
    /// <summary>
    /// Returns the file of <paramref name="model"/> with <paramref name="metadata"/> in its metadata entry TFLITE_METADATA (identifier M001),
    /// which replaces an existing one. The files that the output names are appended to the model in a zip: the labels, one per line, and the
    /// parameters of a score calibration. The same input always gives the same bytes.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// There are labels but no label file, or vice versa; a label is empty or contains a line break; mean and std differ in length;
    /// calibration parameters have no file, or the same file as the labels.
    /// </exception>
    /// <exception cref="TfliteFormatException">The model is inconsistent, see <see cref="ModelWriter.Write"/>.</exception>
    /// <exception cref="NotSupportedException">The model cannot be written, see <see cref="ModelWriter.Write"/>.</exception>
    public static byte[] Write(Model model, ModelMetadata metadata)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(metadata);
        Check(metadata);

        var builder = new FlatBufferBuilder(1024);
        builder.Finish(ModelMetadataTable.Write(builder, metadata), "M001");
        var file = ModelWriter.Write(model with
        {
            Metadata =
            [
                .. model.Metadata.Where(entry => entry.Name != MetadataEntry.TfliteMetadata),
                new MetadataEntry(MetadataEntry.TfliteMetadata, builder.SizedByteArray()),
            ],
        });
        var files = new List<(string Name, string Text)>();
        if (metadata.Output?.LabelFile is { } labels) files.Add((labels, string.Join('\n', metadata.Labels)));
        if (metadata.Output?.Calibration is { ParametersFile: { } parameters } calibration) files.Add((parameters, calibration.Parameters));
        return files.Count == 0 ? file : AssociatedFiles.Append(file, files);
    }

    private static void Check(ModelMetadata metadata)
    {
        if (metadata.Labels.Count > 0 != (metadata.Output?.LabelFile is not null))
        {
            throw new ArgumentException("labels require an output with a label file, and a label file requires labels", nameof(metadata));
        }

        if (metadata.Labels.Any(label => label.Length == 0 || label.AsSpan().IndexOfAny('\r', '\n') >= 0))
        {
            throw new ArgumentException("a label is empty or contains a line break", nameof(metadata));
        }

        if (metadata.Output?.Calibration is { } calibration
            && (calibration.ParametersFile is null ? calibration.Parameters.Length > 0 : calibration.ParametersFile == metadata.Output.LabelFile))
        {
            throw new ArgumentException("calibration parameters require a separate file", nameof(metadata));
        }

        if (metadata.Input is { } input && input.Mean.Count != input.Std.Count)
        {
            throw new ArgumentException($"{input.Mean.Count} means and {input.Std.Count} standard deviations; the numbers must be equal", nameof(metadata));
        }
    }
}
