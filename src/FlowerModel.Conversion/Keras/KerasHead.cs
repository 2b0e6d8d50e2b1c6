using FlowerModel.Networks;
using FlowerModel.Networks.Layers;

namespace FlowerModel.Conversion.Keras;

/// <summary>
/// The classification head on a base, found by the shape and place of its layers, since Keras lets users call them anything
/// (<c>predictions</c>, <c>Logits</c>, <c>dense_1</c>): a dense layer on the pooled features, or a 3 by 3 convolution on the base's
/// output and a dense layer on its pooled result.
/// </summary>
/// <param name="Convolution">The convolution, kernel [3, 3, features, filters] and bias; null for a linear head.</param>
/// <param name="Dense">The last layer, kernel [features or filters, classes], and a bias where the layer has one.</param>
public sealed record KerasHead(KerasLayer? Convolution, KerasLayer Dense)
{
    /// <summary>Height and width of the convolution's kernel.</summary>
    public const int KernelSize = 3;

    /// <summary>Number of classes.</summary>
    public int Classes => Dense.Find("kernel")!.Shape[1];

    /// <summary>The bias, zeros where the layer was made without one (<c>use_bias=False</c>).</summary>
    public float[] Bias => Dense.Find("bias")?.Values ?? new float[Classes];

    /// <summary>The head among the weights; null where they have no layer besides the base's.</summary>
    /// <param name="weights">Weights of the base, with or without head.</param>
    /// <param name="network">The base.</param>
    /// <exception cref="KerasWeightsException">
    /// There is no base, or the layers behind it are no head of these shapes. Weights do not tell what a further layer does
    /// (its activation, its place), so nothing is guessed.
    /// </exception>
    public static KerasHead? Find(KerasWeights weights, NetworkDescription network)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(network);
        var last = network.Layers.OfType<ConvolutionLayer>().Last().Name;
        if (weights.Find(last)?.Find("kernel")?.Shape is not [_, _, _, var features])
            throw new KerasWeightsException(weights.Source, $"layer {last} is missing; these are not the weights of a {network.Name} as Keras names its layers");
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
                $"the layers {string.Join(", ", others.Take(8).Select(Describe))}{(others.Length > 8 ? ", …" : "")} besides the base are no head that is "
                + $"understood: one dense layer with a kernel ({features}, classes), or a convolution with a kernel "
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
