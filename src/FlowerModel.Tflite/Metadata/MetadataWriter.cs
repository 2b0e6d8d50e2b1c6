using FlowerModel.Tflite.Metadata;
using FlowerModel.Tflite.Metadata.Tables;
using Google.FlatBuffers;

namespace FlowerModel.Tflite;

/// <summary>Writes models with TFLite Metadata.</summary>
public static class MetadataWriter
{
    /// <summary>
    /// The file of <paramref name="model"/> with <paramref name="metadata"/> in its buffer TFLITE_METADATA (identifier M001),
    /// replacing one that it has, and with the files that the output names in a zip behind the model: the labels, one a line, and the
    /// parameters of a calibration of scores.
    /// The same input gives the same bytes.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// There are labels and no label file, or the reverse; a label is empty or has a line break; mean and std differ in length;
    /// calibration parameters have no file, or that of the labels.
    /// </exception>
    /// <exception cref="TfliteFormatException">As <see cref="ModelWriter.Write"/>.</exception>
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
            throw new ArgumentException("labels need an output with a label file, and a label file needs labels", nameof(metadata));
        }

        if (metadata.Labels.Any(label => label.Length == 0 || label.AsSpan().IndexOfAny('\r', '\n') >= 0))
        {
            throw new ArgumentException("a label is empty or has a line break", nameof(metadata));
        }

        if (metadata.Output?.Calibration is { } calibration
            && (calibration.ParametersFile is null ? calibration.Parameters.Length > 0 : calibration.ParametersFile == metadata.Output.LabelFile))
        {
            throw new ArgumentException("calibration parameters need a file of their own", nameof(metadata));
        }

        if (metadata.Input is { } input && input.Mean.Count != input.Std.Count)
        {
            throw new ArgumentException($"{input.Mean.Count} means and {input.Std.Count} deviations", nameof(metadata));
        }
    }
}
