using FlowerModel.Tflite;

namespace FlowerModel.Conversion;

/// <summary>The .tflite file of a converted model, with TFLite Metadata: name and version, input image format, class names.</summary>
public static class TfliteFile
{
    /// <summary>Writes a converted model (of any number format) with the metadata of its source.</summary>
    /// <param name="model">The model, converted from <paramref name="source"/>.</param>
    /// <param name="source">Labels, image size and the metadata.</param>
    /// <returns>The bytes of the file; the same model and source produce the same bytes.</returns>
    /// <exception cref="ArgumentException">A label is empty or contains a line break.</exception>
    public static byte[] Write(Model model, ConversionSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var normalization = source.Normalization ?? source.Base.Network.Input;
        if (source.UnknownThreshold > 0)
            model = model with { Metadata = [.. model.Metadata, MetadataEntry.ForUnknownThreshold((float)source.UnknownThreshold)] };
        return MetadataWriter.Write(model, new ModelMetadata
        {
            Name = source.Name,
            Description = source.Description,
            Version = source.Version,
            Author = source.Author,
            License = source.License,
            Input = new ImageInputMetadata
            {
                Name = TensorNames.Image,
                Size = (source.Base.ImageSize, source.Base.ImageSize),
                Mean = [normalization.Mean],
                Std = [normalization.StandardDeviation],
            },
            Output = source.Labels.Count == 0 ? null : new ScoreOutputMetadata { Name = source.OutputName },
            Labels = source.Labels,
        }.For(model));
    }
}
