using FlowerModel.Networks;
using FlowerModel.Networks.Layers;

namespace FlowerModel.Conversion.Keras.Configuration;

/// <summary>Checks that the base of a model computes what the network's description does, not only that its weights have the same shapes.</summary>
/// <param name="model">The model.</param>
/// <param name="network">The network at the model's width and image size.</param>
/// <param name="names">The network's name of each layer with weights, by its name in the file.</param>
internal sealed class BaseCheck(ModelConfiguration model, SizedNetwork network, IReadOnlyDictionary<string, string> names)
{
    private readonly Dictionary<string, Layer> layers = network.Layers.ToDictionary(layer => layer.Name);

    // Where layers have other names, those without weights cannot be paired.
    private readonly bool isRenamed = names.Any(pair => pair.Key != pair.Value);

    // Squeeze-and-excite and hard-swish are several layers in Keras, whose names are numbered.
    private readonly bool hasUnnamedLayers = network.Layers.Any(layer => layer is MultiplyLayer);

    /// <summary>Checks the base's layers.</summary>
    /// <exception cref="KerasWeightsException">A layer differs from the network's; the message names it.</exception>
    public void Require(IReadOnlyList<PlacedLayer> listed)
    {
        LayerConfiguration? padding = null;
        foreach (var layer in listed.Select(placed => placed.Layer))
        {
            var problem = layers.GetValueOrDefault(names.GetValueOrDefault(layer.Name, layer.Name)) switch
            {
                _ when layer.Text("data_format") == "channels_first" => "has its channels first",
                ConvolutionLayer own => Convolution(layer, own, padding) ?? OwnFunction(layer, own),
                DepthwiseConvolutionLayer own => Convolution(layer, own, padding) ?? OwnFunction(layer, own),
                BatchNormalizationLayer own => Norm(layer, own),
                ActivationLayer own when layer.ClassName is "ReLU" or "Activation" => Function(layer, own.Activation),
                AddLayer own when layer.ClassName == "Add" => Inputs(layer, own),
                _ when IsUnnamed(layer) => null,
                _ when isRenamed && layer.ClassName == "Add" => null,
                _ when isRenamed && layer.ClassName is "ReLU" or "Activation" => AnyFunction(layer),
                _ => "does not belong to the base",
            };
            if (problem is not null)
                throw new KerasWeightsException(model.Source, $"layer {layer.Description} {problem}; this is not a {network.Network.Name} as Keras builds it");
            padding = layer.ClassName == "ZeroPadding2D" ? layer : null;
        }
    }

    /// <summary>True if a function of a configuration is that of a network.</summary>
    public static bool Is(HeadActivation? activation, ActivationFunction function) => function switch
    {
        ActivationFunction.Linear => activation == HeadActivation.Linear,
        ActivationFunction.Relu => activation == HeadActivation.Relu,
        ActivationFunction.Relu6 => activation == HeadActivation.Relu6,
        ActivationFunction.Sigmoid => activation == HeadActivation.Sigmoid,
        ActivationFunction.Swish => activation == HeadActivation.Swish,
        _ => true,
    };

    private bool IsUnnamed(LayerConfiguration layer) =>
        LayerClasses.IsIdentity(layer) || layer.ClassName == "ZeroPadding2D"
        || (hasUnnamedLayers && layer.ClassName is "Multiply" or "Add" or "ReLU" or "Activation" or "Reshape" or "GlobalAveragePooling2D" or "TFOpLambda"
            or "TensorFlowOpLayer" or "AddOperation" or "MultiplyOperation");

    private string? Convolution(LayerConfiguration layer, Layer own, LayerConfiguration? padding)
    {
        var window = (IWindowedLayer)own;
        if (layer.Numbers("strides") is { } strides && strides.Any(stride => stride != window.Stride)) return $"has another stride than {window.Stride}";
        if (layer.Numbers("dilation_rate") is { } rates && rates.Any(rate => rate != 1)) return "is dilated";
        if (layer.Number("groups", 1) != 1) return "has groups";
        var (height, _, _) = network.InputsOf(own)[0];
        var input = own.Inputs[0];
        var size = layers[input] is ZeroPaddingLayer pad ? network.InputsOf(pad)[0].Height : height;
        var wanted = layers[input] is ZeroPaddingLayer zeros ? zeros.Zeros.Of(size) : window.Padding.Zeros(size, window.KernelSize, window.Stride);
        return Zeros(layer, padding, size, window).All(found => found == wanted) ? null
            : $"does not have {wanted.Before} and {wanted.After} rows and columns of zeros around its input";
    }

    /// <summary>The zeros before and after rows and columns, from a ZeroPadding2D or the layer's own padding.</summary>
    private static IEnumerable<(int Before, int After)> Zeros(LayerConfiguration layer, LayerConfiguration? padding, int size, IWindowedLayer window)
    {
        if (padding is null)
        {
            yield return (layer.Text("padding") == "same" ? PaddingMode.Same : PaddingMode.Valid).Zeros(size, window.KernelSize, window.Stride);
            yield break;
        }

        if (layer.Text("padding") == "same") yield return (-1, -1);
        var zeros = padding.Numbers("padding") ?? [1];
        for (var axis = 0; axis < 2; axis++)
        {
            yield return zeros.Length switch
            {
                4 => ((int)zeros[2 * axis], (int)zeros[(2 * axis) + 1]),
                2 => ((int)zeros[axis], (int)zeros[axis]),
                _ => ((int)zeros[0], (int)zeros[0]),
            };
        }
    }

    private static string? Norm(LayerConfiguration layer, BatchNormalizationLayer own) =>
        Math.Abs(layer.Number("epsilon", 1e-3) - own.Epsilon) > 1e-9 ? FormattableString.Invariant($"has another epsilon than {own.Epsilon}") : null;

    /// <summary>Keras' squeeze-and-excite convolutions apply the activation function that is a layer in the network's description.</summary>
    private string? OwnFunction(LayerConfiguration layer, Layer own) =>
        network.Layers.FirstOrDefault(next => next is ActivationLayer && next.Inputs[0] == own.Name) is ActivationLayer next
        && Is(KerasActivations.Of(layer), next.Activation)
            ? null
            : Function(layer, ActivationFunction.Linear);

    private string? AnyFunction(LayerConfiguration layer) =>
        network.Layers.OfType<ActivationLayer>().Any(own => Is(KerasActivations.Of(layer), own.Activation))
            ? null
            : $"applies {KerasActivations.NameIn(layer)}";

    private static string? Function(LayerConfiguration layer, ActivationFunction function) =>
        Is(KerasActivations.Of(layer), function) ? null : $"applies {KerasActivations.NameIn(layer)}, not {function}";

    private string? Inputs(LayerConfiguration layer, AddLayer own) =>
        layer.Inputs.Count == 0 || layer.Inputs.Any(input => !layers.ContainsKey(input)) || layer.Inputs.ToHashSet().SetEquals(own.Inputs) ? null
            : $"adds {string.Join(" and ", layer.Inputs)}";
}
