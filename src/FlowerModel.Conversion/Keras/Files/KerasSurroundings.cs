using FlowerModel.Conversion.Keras.Configuration;
using FlowerModel.Networks;
using FlowerModel.Networks.Layers;

namespace FlowerModel.Conversion.Keras.Files;

/// <summary>What is around the base of a Keras model: the size of its images, their preprocessing, and the head.</summary>
public sealed class KerasSurroundings
{
    // A base expects about -2 to 3. What pixels of 0 to 255 become may be an unusual range, but not one like 0 to 65,025.
    private const double MostAboveUsual = 16;

    private readonly KerasModel file;
    private readonly NetworkDescription network;
    private readonly ModelParts? parts;
    private readonly ModelConfiguration? model;
    private readonly string? unknownScaling;

    internal KerasSurroundings(KerasModel file, NetworkDescription network, ModelConfiguration model, ModelParts parts)
    {
        (this.file, this.network, this.parts, this.model) = (file, network, parts, model);
        ImageSize = ImageSizeReader.Read(model, parts);
    }

    internal KerasSurroundings(KerasModel file, NetworkDescription network, IReadOnlyList<string> withoutWeights)
    {
        (this.file, this.network) = (file, network);
        unknownScaling = withoutWeights.Where(IsScaling).Skip(network.KerasIncludesPreprocessing ? 1 : 0).FirstOrDefault();
    }

    /// <summary>Width and height of the images in pixels; null if the file does not say it.</summary>
    public int? ImageSize { get; }

    /// <summary>True if the file contains the configuration of a model.</summary>
    public bool IsConfigured => model is not null;

    /// <summary>Returns the head; null if the model has none.</summary>
    /// <exception cref="KerasWeightsException">A layer cannot be written; the message names it.</exception>
    public KerasHead? ReadHead()
    {
        if (model is null) return KerasHead.Find(file.Weights, network);
        var features = network.Layers.OfType<ConvolutionLayer>().Last().Name;
        var channels = file.Weights.Find(features)?.Find("kernel")?.Shape is [.., var outputs] ? outputs : 0;
        var head = new HeadReader(file.Weights, channels).Read(parts!.After, parts.ListsBase);
        var known = model.Layers.Select(layer => layer.Name).Concat(network.Layers.Select(layer => layer.Name)).ToHashSet(StringComparer.Ordinal);
        return file.Weights.Layers.FirstOrDefault(layer => !known.Contains(layer.Name)) is { } unknown
            ? throw new KerasWeightsException(
                file.Weights.Source, $"the model's configuration does not contain layer {unknown.Name}, which has weights; save the model again")
            : head;
    }

    /// <summary>Returns what pixels go through before the base.</summary>
    /// <param name="given">How pixels became the input of the Keras model, if the user says so.</param>
    /// <exception cref="KerasWeightsException">A layer cannot be written, or the range of the input is in doubt; the message names it.</exception>
    public ImagePreprocessing ReadPreprocessing(InputNormalization? given)
    {
        if (unknownScaling is not null && given is null)
        {
            throw new KerasWeightsException(
                file.Weights.Source,
                $"layer {unknownScaling} is in front of the base, but weights do not contain its factor. Convert the whole model, saved with model.save, or "
                + "specify what it does with --mean and --std: the base gets (pixel - mean) / std");
        }

        var mapping = Mapping(out var name);
        if (mapping.IsIdentity) return new ImagePreprocessing(given, null);
        var (inside, usual) = (ChannelAffine.InsideOf(network), ChannelAffine.Of(network.Input).Then(ChannelAffine.InsideOf(network)));
        var whole = (given is { } own ? ChannelAffine.Of(own) : ChannelAffine.Identity).Then(mapping);
        if (whole.LargestOfPixels > MostAboveUsual * usual.LargestOfPixels)
        {
            throw new KerasWeightsException(
                file.Weights.Source,
                FormattableString.Invariant($"layer {name} would turn pixels of 0 to 255 into values up to {whole.LargestOfPixels:0.#}, so the model's ")
                + "input is not pixels. Specify with --mean and --std how images were prepared for it: (pixel - mean) / std; for images of 0 to 1, "
                + "--mean 0 --std 255");
        }

        var outside = whole.Then(inside.Inverse());
        return outside.AsNormalization() is { } normalization
            ? new ImagePreprocessing(normalization, null)
            : new ImagePreprocessing(given ?? InputNormalization.None, given is null ? outside.ToScaling() : Without(given.Value, outside));
    }

    private static ChannelScaling Without(InputNormalization given, ChannelAffine outside) => ChannelAffine.Of(given).Inverse().Then(outside).ToScaling();

    private ChannelAffine Mapping(out string name)
    {
        var reader = new ScalingReader(file.Weights);
        name = parts?.Before.LastOrDefault(layer => layer.ClassName != "InputLayer")?.Name ?? "";
        if (parts is not null)
        {
            var mapping = reader.Read(parts.Before);
            // The preprocessing of a base that is not listed is in it.
            return mapping.IsIdentity || parts.ListsBase || !network.KerasIncludesPreprocessing
                ? mapping
                : mapping.Then(ChannelAffine.Of(network.Input)).Then(ChannelAffine.InsideOf(network));
        }

        if (file.Weights.Layers.FirstOrDefault(KerasHead.IsNormalization) is not { } layer) return ChannelAffine.Identity;
        name = layer.Name;
        return reader.OfStatistics(layer);
    }

    private static bool IsScaling(string name) => name.StartsWith("rescaling", StringComparison.Ordinal) || name.StartsWith("lambda", StringComparison.Ordinal)
        || name.StartsWith("tf.math", StringComparison.Ordinal) || name.StartsWith("tf_op_la", StringComparison.Ordinal)
        || name.StartsWith("true_divide", StringComparison.Ordinal);
}

/// <summary>What pixels go through before the base.</summary>
/// <param name="Normalization">Mean and standard deviation for the metadata; null for the network's own.</param>
/// <param name="Scaling">What the model applies then; null for nothing.</param>
public sealed record ImagePreprocessing(InputNormalization? Normalization, ChannelScaling? Scaling);
