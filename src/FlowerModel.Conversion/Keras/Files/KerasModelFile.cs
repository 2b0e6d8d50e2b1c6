using FlowerModel.Conversion.Keras.Configuration;
using PureHDF;

namespace FlowerModel.Conversion.Keras.Files;

/// <summary>
/// Reads every kind of file in which Keras 1 to 3 save a model or its weights: .h5 of weights or of a whole model, .weights.h5 and .keras. The content
/// decides, not the name.
/// </summary>
public static class KerasModelFile
{
    private const string ConfigurationAttribute = "model_config";

    /// <summary>Reads a file. Layers of the base have the names of the network's description.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="KerasWeightsException">The file is missing, too large, not one of Keras', or truncated.</exception>
    public static KerasModel Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var file = new FileInfo(path);
        if (!file.Exists) throw new KerasWeightsException(path, "the weights file does not exist");
        if (file.Length > KerasWeightsFile.MaxLength)
            throw new KerasWeightsException(path, $"the file has {file.Length} bytes; weights files may have at most {KerasWeightsFile.MaxLength}");

        using var stream = file.OpenRead();
        Span<byte> start = stackalloc byte[FileKind.StartLength];
        start = start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        stream.Position = 0;
        if (FileKind.Problem(start) is { } problem) throw new KerasWeightsException(path, problem);
        if (!KerasArchive.IsIn(start)) return Read(stream, path, null);
        var (configuration, weights) = KerasArchive.Read(stream, path);
        using (weights) return Read(weights, path, configuration);
    }

    private static KerasModel Read(Stream stream, string path, string? configuration) => KerasWeightsFile.Read(stream, path, root =>
    {
        var text = configuration ?? string.Concat(LegacyLayout.ReadStrings(root, ConfigurationAttribute) ?? []);
        var (model, problem) = Parse(text, path);
        var reader = new KerasTensorReader(path, stream.Length);
        var names = new KerasNames(model?.Layers.Where(layer => !layer.IsModel).Select(layer => layer.Name).ToHashSet() ?? []);
        var content = LegacyLayout.Read(root, reader, names);
        if (content is null && !Keras3Layout.IsIn(root))
        {
            throw new KerasWeightsException(
                path,
                "this HDF5 file contains no Keras weights: neither the attribute layer_names (Keras 1 to 3, .h5) nor the group layers (.weights.h5). "
                + "Save the model in Keras with model.save");
        }

        var (layers, withoutWeights) = content ?? new Keras3Layout(reader).Read(root, model);
        return new KerasModel(LayerPairing.Of(new KerasWeights(layers, path)), model, withoutWeights, isKeras3: content is null) { Problem = problem };
    });

    /// <summary>Reads a configuration. The weights of a base can be used without it, so a problem is only kept.</summary>
    private static (ModelConfiguration? Model, KerasWeightsException? Problem) Parse(string text, string path)
    {
        try
        {
            return (text.Length == 0 ? null : ModelConfiguration.Parse(text, path), null);
        }
        catch (KerasWeightsException problem)
        {
            return (null, problem);
        }
    }
}
