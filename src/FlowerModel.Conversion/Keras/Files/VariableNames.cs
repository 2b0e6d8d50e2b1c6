using FlowerModel.Networks;
using FlowerModel.Networks.Layers;

namespace FlowerModel.Conversion.Keras.Files;

/// <summary>Names of the variables that <see cref="Keras3Layout"/> only numbers: Keras creates those of a class in a fixed order.</summary>
internal static class VariableNames
{
    private static readonly Dictionary<string, Layer> NetworkLayers = NetworkCatalog.All.SelectMany(network => network.Layers)
        .GroupBy(layer => layer.Name).ToDictionary(same => same.Key, same => same.First());

    /// <summary>Returns the name of a variable.</summary>
    /// <param name="className">The layer's class in snake case, or its name.</param>
    /// <param name="tensors">The layer's variables.</param>
    /// <param name="index">Index of the variable.</param>
    public static string Of(string className, IReadOnlyList<KerasTensor> tensors, int index)
    {
        var names = className switch
        {
            "depthwise_conv2d" => Depthwise,
            "normalization" => Normalization,
            "batch_normalization" => Norm,
            _ when NetworkLayers.GetValueOrDefault(className) is DepthwiseConvolutionLayer => Depthwise,
            _ when tensors[0].Shape.Count > 1 => Kernel,
            _ when tensors.Count == 4 => Norm,
            _ => [],
        };
        return index < names.Length ? names[index] : "variable " + tensors[index].Name;
    }

    private static readonly string[] Kernel = ["kernel", "bias"];
    private static readonly string[] Depthwise = ["depthwise_kernel", "bias"];
    private static readonly string[] Norm = ["gamma", "beta", "moving_mean", "moving_variance"];
    private static readonly string[] Normalization = ["mean", "variance", "count"];
}
