using FlowerModel.Conversion.Keras.Configuration;
using FlowerModel.Networks;

namespace FlowerModel.Conversion.Keras.Files;

/// <summary>The content of a Keras file: weights, and what its configuration says about the layers around the base.</summary>
public sealed class KerasModel
{
    private readonly IReadOnlyDictionary<string, string> names;
    private readonly ModelConfiguration? model;
    private readonly IReadOnlyList<string> withoutWeights;
    private readonly bool isKeras3;

    internal KerasModel(LayerPairing pairing, ModelConfiguration? model, IReadOnlyList<string> withoutWeights, bool isKeras3)
    {
        (Weights, names) = (pairing.Weights, pairing.Names);
        (this.model, this.withoutWeights, this.isKeras3) = (model, withoutWeights, isKeras3);
    }

    /// <summary>The weights; layers of the base have the names of the network's description, others those of the file.</summary>
    public KerasWeights Weights { get; }

    /// <summary>Why the configuration cannot be read; null if it can, or if there is none.</summary>
    internal KerasWeightsException? Problem { get; init; }

    /// <summary>Returns the weights for a network that was chosen in advance; whether they contain all its layers is left to the caller.</summary>
    /// <param name="network">The network.</param>
    /// <exception cref="KerasWeightsException">The weights have layers inside the network that it does not have.</exception>
    public KerasWeights WeightsOf(NetworkDescription network)
    {
        ArgumentNullException.ThrowIfNull(network);
        ForeignLayers.Refuse(Weights, network);
        return Weights;
    }

    /// <summary>Returns the network that the file's base is.</summary>
    /// <exception cref="KerasWeightsException">It is none of the known networks.</exception>
    public NetworkDescription FindNetwork()
    {
        try
        {
            return NetworkInference.NetworkOf(Weights);
        }
        catch (KerasWeightsException error) when (isKeras3)
        {
            throw new KerasWeightsException(Weights.Source, $"this is a file in Keras 3's format, but {error.Reason}", error);
        }
    }

    /// <summary>Returns what the file says about its model.</summary>
    /// <param name="network">The base.</param>
    /// <param name="alpha">Its width.</param>
    /// <exception cref="KerasWeightsException">
    /// The configuration cannot be read, the base differs from the network, or the model is not a chain of layers; the message names the layer.
    /// </exception>
    public KerasSurroundings Around(NetworkDescription network, double alpha)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (Problem is not null) throw new KerasWeightsException(Weights.Source, Problem.Reason, Problem);
        try
        {
            return model is null
                ? new KerasSurroundings(this, network, withoutWeights)
                : new KerasSurroundings(this, network, model, Parts(model, network, alpha));
        }
        catch (Exception error) when (error is FormatException or InvalidOperationException or KeyNotFoundException)
        {
            throw new KerasWeightsException(Weights.Source, $"the model's configuration cannot be read ({error.Message}); save the model again", error);
        }
    }

    private ModelParts Parts(ModelConfiguration configuration, NetworkDescription network, double alpha)
    {
        var parts = ModelParts.Of(configuration, network, names);
        var sized = network.At(alpha, ImageSizeReader.Read(configuration, parts) ?? DefaultSize(network));
        if (parts.ListsBase) new BaseCheck(configuration, sized, names).Require(parts.Base);
        return parts;
    }

    // Models of any size pad even sizes, as the default.
    private static int DefaultSize(NetworkDescription network) => Math.Max(network.MinImageSize, 224);
}
