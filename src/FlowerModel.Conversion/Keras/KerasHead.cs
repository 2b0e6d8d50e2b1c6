using FlowerModel.Networks;
using FlowerModel.Networks.Layers;

namespace FlowerModel.Conversion.Keras;

/// <summary>The classification head on a base: its layers in order, the last of which returns one score per class.</summary>
/// <param name="Layers">The layers.</param>
/// <param name="Classes">Number of classes.</param>
/// <param name="Activation">The last activation function: what the scores are.</param>
public sealed record KerasHead(IReadOnlyList<HeadLayer> Layers, int Classes, HeadActivation Activation)
{
    /// <summary>Height and width of the kernel of the convolution in a head that is found by shapes.</summary>
    public const int KernelSize = 3;

    /// <summary>Name of the pooling layer that a file without configuration does not name.</summary>
    internal const string PoolingName = "global_average_pooling2d";

    /// <summary>
    /// Finds the head among weights without a configuration; returns null if all layers belong to the base. Since Keras lets users name layers freely
    /// (<c>predictions</c>, <c>Logits</c>, <c>dense_1</c>), it is found by shape and position: a dense layer on the pooled features, or a 3 by 3
    /// convolution with ReLU on the base's output and a dense layer on its pooled result. Both end in a softmax.
    /// </summary>
    /// <param name="weights">Weights of the base, with or without a head.</param>
    /// <param name="network">The base.</param>
    /// <exception cref="KerasWeightsException">
    /// The base is missing, or the layers after it do not have the shapes of a head. Weights do not show what any other layer does
    /// (its activation, its position), so nothing is guessed.
    /// </exception>
    public static KerasHead? Find(KerasWeights weights, NetworkDescription network)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(network);
        var last = network.Layers.OfType<ConvolutionLayer>().Last().Name;
        if (weights.Find(last)?.Find("kernel")?.Shape is not [_, _, _, var features])
        {
            throw new KerasWeightsException(
                weights.Source, $"layer {last} is missing; these are not the weights of a {network.Name} with Keras' layer names");
        }

        var names = network.Layers.Select(layer => layer.Name).ToHashSet(StringComparer.Ordinal);
        KerasLayer[] others = [.. weights.Layers.Where(layer => layer.Tensors.Count > 0 && !names.Contains(layer.Name) && !IsNormalization(layer))];
        return others switch
        {
            [] => null,
            [var dense] when IsDense(dense, features) => Of(weights.Source, null, dense),
            [var convolution, var dense] when IsConvolution(convolution, features) && IsDense(dense, convolution.Find("bias")!.Values.Length) =>
                Of(weights.Source, convolution, dense),
            _ => throw new KerasWeightsException(
                weights.Source,
                $"the layers {string.Join(", ", others.Take(8).Select(Describe))}{(others.Length > 8 ? ", …" : "")} after the base are not a supported "
                + $"head: use one dense layer with a kernel ({features}, classes), or a convolution with a kernel "
                + $"({KernelSize}, {KernelSize}, {features}, filters) and a dense layer with a kernel (filters, classes). Weights do not show what other "
                + "layers compute; a model that is saved whole (model.save) does"),
        };
    }

    /// <summary>True for Keras' <c>Normalization</c>, which is in front of the base.</summary>
    internal static bool IsNormalization(KerasLayer layer) =>
        layer.Find("mean") is not null && layer.Find("variance") is not null && layer.Tensors.All(tensor => tensor.Name is "mean" or "variance" or "count");

    private static KerasHead Of(string source, KerasLayer? convolution, KerasLayer dense)
    {
        var (kernel, classes) = (dense.Find("kernel")!, dense.Find("kernel")!.Shape[1]);
        if (classes == 1)
        {
            throw new KerasWeightsException(
                source,
                $"the head {dense.Name} has one unit, whose activation is not in the weights; a softmax would always return 1. Convert the whole model, "
                + "saved with model.save");
        }

        var layers = new List<HeadLayer>();
        if (convolution is not null)
        {
            layers.Add(new ConvolutionHeadLayer(
                convolution.Name, convolution.Find("kernel")!, convolution.Find("bias")!.Values, 1, PaddingMode.Valid, HeadActivation.Relu));
        }

        layers.Add(new GlobalPoolingHeadLayer(PoolingName, PoolingKind.Average));
        layers.Add(new DenseHeadLayer(dense.Name, kernel, dense.Find("bias")?.Values ?? new float[classes], HeadActivation.Softmax));
        return new KerasHead(layers, classes, HeadActivation.Softmax);
    }

    private static bool IsDense(KerasLayer layer, int inputs) =>
        layer.Find("kernel") is { Shape: [var rows, > 0 and var classes] } && rows == inputs
        && (layer.Tensors.Count == 1 || HasBiasAlone(layer, classes));

    private static bool IsConvolution(KerasLayer layer, int inputs) =>
        layer.Find("kernel") is { Shape: [KernelSize, KernelSize, var channels, > 0 and var filters] } && channels == inputs && HasBiasAlone(layer, filters);

    private static bool HasBiasAlone(KerasLayer layer, int outputs) =>
        layer.Tensors.Count == 2 && layer.Find("bias") is { Shape: [var length] } && length == outputs;

    private static string Describe(KerasLayer layer) =>
        layer.Name + " " + string.Join(" ", layer.Tensors.Select(tensor => tensor.Name + " " + tensor.ShapeText));
}
