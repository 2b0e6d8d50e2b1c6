using FlowerModel.Networks;
using FlowerModel.Networks.Layers;

namespace FlowerModel.Conversion.Keras;

/// <summary>
/// The classification head on a base, found by the shape and position of its layers, since Keras lets users name them freely
/// (<c>predictions</c>, <c>Logits</c>, <c>dense_1</c>): a dense layer on the pooled features, or a 3 by 3 convolution on the base's
/// output and a dense layer on its pooled result.
/// </summary>
/// <param name="Convolution">The convolution, kernel [3, 3, features, filters] and bias; null for a linear head.</param>
/// <param name="Dense">The last layer, kernel [features or filters, classes], and a bias if the layer has one.</param>
public sealed record KerasHead(KerasLayer? Convolution, KerasLayer Dense)
{
    /// <summary>Height and width of the convolution's kernel.</summary>
    public const int KernelSize = 3;

    /// <summary>Number of classes.</summary>
    public int Classes => Dense.Find("kernel")!.Shape[1];

    /// <summary>The bias; zeros if the layer was created without one (<c>use_bias=False</c>).</summary>
    public float[] Bias => Dense.Find("bias")?.Values ?? new float[Classes];

    /// <summary>Finds the head among the weights; returns null if all layers belong to the base.</summary>
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
        KerasLayer[] others = [.. weights.Layers.Where(layer => layer.Tensors.Count > 0 && !names.Contains(layer.Name))];
        return others switch
        {
            [] => null,
            [var dense] when IsDense(dense, features) => new KerasHead(null, dense),
            [var convolution, var dense] when IsConvolution(convolution, features) && IsDense(dense, convolution.Find("bias")!.Values.Length) =>
                new KerasHead(convolution, dense),
            _ => throw new KerasWeightsException(
                weights.Source,
                $"the layers {string.Join(", ", others.Take(8).Select(Describe))}{(others.Length > 8 ? ", …" : "")} after the base are not a supported "
                + $"head: use one dense layer with a kernel ({features}, classes), or a convolution with a kernel "
                + $"({KernelSize}, {KernelSize}, {features}, filters) and a dense layer with a kernel (filters, classes)"),
        };
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
