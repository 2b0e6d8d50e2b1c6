using FlowerModel.Tflite.Metadata;
using FlowerModel.Tflite.Metadata.Tables;
using Google.FlatBuffers;

namespace FlowerModel.Tflite;

/// <summary>Writes models with TFLite Metadata.</summary>
public static class MetadataWriter
{
    /// <summary>
    /// The file of <paramref name="model"/> with <paramref name="metadata"/> in its buffer TFLITE_METADATA (identifier M001),
    /// replacing one that it has, and with the labels, one a line, in a zip behind the model, where the output names a label file.
    /// The same input gives the same bytes.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// There are labels and no label file, or the reverse; a label is empty or has a line break; mean and std differ in length.
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
        return metadata.Output?.LabelFile is { } name ? AssociatedFiles.Append(file, name, string.Join('\n', metadata.Labels)) : file;
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

        if (metadata.Input is { } input && input.Mean.Count != input.Std.Count)
        {
            throw new ArgumentException($"{input.Mean.Count} means and {input.Std.Count} deviations", nameof(metadata));
        }
    }
}
