using System.Text.Json;

namespace FlowerModel.Conversion.Keras.Configuration;

/// <summary>Reads what the layers before the base do to the channels of the image.</summary>
/// <param name="weights">The weights, in which <c>Normalization</c> and <c>BatchNormalization</c> have their statistics.</param>
internal sealed class ScalingReader(KerasWeights weights)
{
    private const double NormalizationEpsilon = 1e-7;

    /// <summary>Returns the mapping that the layers compute.</summary>
    /// <param name="layers">The layers before the base.</param>
    /// <exception cref="KerasWeightsException">A layer does something else; the message names it.</exception>
    public ChannelAffine Read(IEnumerable<PlacedLayer> layers) =>
        layers.Aggregate(ChannelAffine.Identity, (mapping, layer) => mapping.Then(Of(layer.Layer)));

    /// <summary>Returns the mapping of a <c>Normalization</c> layer's weights.</summary>
    /// <param name="layer">The layer's weights: mean and variance.</param>
    public ChannelAffine OfStatistics(KerasLayer layer) => Statistics(
        layer.Name,
        [.. layer.Find("mean")!.Values.Select(value => (double)value)],
        [.. layer.Find("variance")!.Values.Select(value => (double)value)]);

    private ChannelAffine Of(LayerConfiguration layer)
    {
        switch (layer.ClassName)
        {
            case "Rescaling" when layer.Numbers("scale") is { } scale:
                return Three(layer, scale, layer.Numbers("offset") ?? [0]);
            case "Normalization" when !layer.Flag("invert", false):
                return Normalization(layer);
            case "BatchNormalization":
                return Norm(layer);
            case "TFOpLambda" when layer.Text("function") is { } function:
                return Operation(layer, function[(function.LastIndexOf('.') + 1)..], Operand(layer.Nodes, "y"));
            case "TensorFlowOpLayer" when layer.Setting("node_def") is { } node && layer.Setting("constants") is { } constants:
                return Operation(layer, node.GetProperty("op").GetString()!, constants.TryGetProperty("1", out var y) ? KerasJson.Numbers(y) : null);
            case "TrueDivide" or "Divide" or "Subtract" or "Multiply" or "Add" or "Cast":
                return Operation(layer, layer.ClassName, SecondArgument(layer.Nodes));
            case "Resizing" or "CenterCrop" or "RandomCrop":
                return ChannelAffine.Identity;
            case var _ when LayerClasses.IsIdentity(layer):
                return ChannelAffine.Identity;
            default:
                throw Unsupported(layer);
        }
    }

    private ChannelAffine Operation(LayerConfiguration layer, string operation, double[]? operand) => (operation, operand) switch
    {
        ("cast" or "Cast", _) => ChannelAffine.Identity,
        _ when layer.Inputs.Count > 1 || layer.Inputs.Any(input => input.StartsWith("_CONSTANT", StringComparison.Ordinal)) => throw Unsupported(layer),
        ("truediv" or "divide" or "RealDiv" or "TrueDivide" or "Divide", { } y) => Three(layer, [.. y.Select(value => 1 / value)], [0]),
        ("multiply" or "mul" or "Mul" or "Multiply", { } y) => Three(layer, y, [0]),
        ("subtract" or "sub" or "Sub" or "Subtract", { } y) => Three(layer, [1], [.. y.Select(value => -value)]),
        ("add" or "Add" or "AddV2", { } y) => Three(layer, [1], y),
        _ => throw Unsupported(layer),
    };

    /// <summary>The argument of an operation in Keras 2: <c>[["input", 0, 0, {"y": 127.5}]]</c>.</summary>
    private static double[]? Operand(JsonElement element, string name) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray().Select(item => Operand(item, name)).FirstOrDefault(found => found is not null),
        JsonValueKind.Object when element.TryGetProperty(name, out var value) => KerasJson.Numbers(value),
        _ => null,
    };

    /// <summary>The argument of an operation in Keras 3: <c>[{"args": [tensor, 127.5]}]</c>.</summary>
    private static double[]? SecondArgument(JsonElement nodes) =>
        nodes.ValueKind == JsonValueKind.Array && nodes.GetArrayLength() == 1 && nodes[0].ValueKind == JsonValueKind.Object
        && nodes[0].TryGetProperty("args", out var arguments) && arguments.ValueKind == JsonValueKind.Array && arguments.GetArrayLength() == 2
        && arguments[0].ValueKind == JsonValueKind.Object
            ? KerasJson.Numbers(arguments[1])
            : null;

    private ChannelAffine Normalization(LayerConfiguration layer)
    {
        if (layer.Numbers("mean") is { } mean && layer.Numbers("variance") is { } variance) return Statistics(layer.Name, mean, variance);
        return weights.Find(layer.Name) is { } own && own.Find("mean") is not null && own.Find("variance") is not null
            ? OfStatistics(own)
            : throw new KerasWeightsException(weights.Source, $"layer {layer.Description} has no mean and variance; call adapt before saving the model");
    }

    private ChannelAffine Norm(LayerConfiguration layer)
    {
        var (scale, shift) = NormStatistics.Of(weights, layer);
        return Three(layer, scale, shift);
    }

    private ChannelAffine Statistics(string name, double[] mean, double[] variance) =>
        ChannelAffine.From(
            [.. variance.Select(value => 1 / Math.Max(Math.Sqrt(value), NormalizationEpsilon))],
            [.. Enumerable.Range(0, Math.Max(mean.Length, variance.Length))
                .Select(i => -mean[i % mean.Length] / Math.Max(Math.Sqrt(variance[i % variance.Length]), NormalizationEpsilon))])
        ?? throw new KerasWeightsException(weights.Source, $"layer {name} (Normalization) has {mean.Length} means, not one for each color");

    private ChannelAffine Three(LayerConfiguration layer, double[] scale, double[] shift)
    {
        var mapping = ChannelAffine.From(scale, shift);
        return mapping is not null && mapping.Scale.All(value => double.IsFinite(value) && value != 0) && mapping.Shift.All(double.IsFinite)
            ? mapping
            : throw Unsupported(layer);
    }

    private KerasWeightsException Unsupported(LayerConfiguration layer) => new(
        weights.Source,
        $"layer {layer.Description} before the base is not supported; Rescaling, Normalization and arithmetic with constants are. Save the model without "
        + "it and apply it to the images instead");
}
