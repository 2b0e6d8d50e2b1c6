namespace FlowerModel.Conversion.Keras;

/// <summary>One weight of a layer, as Keras stores it.</summary>
/// <param name="Name">
/// Name without the layer and the output index: <c>kernel</c>, <c>depthwise_kernel</c>, <c>bias</c>, <c>gamma</c>…
/// </param>
/// <param name="Shape">Dimensions in Keras' order: convolution kernels are HWIO, depthwise ones HWC1.</param>
/// <param name="Values">The elements, last dimension fastest.</param>
public sealed record KerasTensor(string Name, IReadOnlyList<int> Shape, float[] Values)
{
    /// <summary>The shape as <c>(3, 3, 16, 1)</c>.</summary>
    public string ShapeText => Describe(Shape);

    /// <summary>A shape as Keras prints it.</summary>
    internal static string Describe(IEnumerable<int> shape) => "(" + string.Join(", ", shape) + ")";
}

/// <summary>A layer and its weights, in Keras' order.</summary>
/// <param name="Name">Name of the layer, for example <c>block_11_expand_BN</c>.</param>
/// <param name="Tensors">The layer's weights.</param>
public sealed record KerasLayer(string Name, IReadOnlyList<KerasTensor> Tensors)
{
    /// <summary>The weight with the given name, or null.</summary>
    public KerasTensor? Find(string name) => Tensors.FirstOrDefault(tensor => tensor.Name == name);
}

/// <summary>The weights of a model: layers in model order, each with its tensors. Layers without weights are not listed.</summary>
public sealed class KerasWeights
{
    private readonly Dictionary<string, KerasLayer> byName;

    /// <summary>Creates the weights of a model.</summary>
    /// <param name="layers">The layers in model order, with unique names.</param>
    /// <param name="source">The file, or a description of where they come from; error messages show it.</param>
    public KerasWeights(IEnumerable<KerasLayer> layers, string source)
    {
        Layers = [.. layers];
        Source = source;
        byName = new Dictionary<string, KerasLayer>(StringComparer.Ordinal);
        foreach (var layer in Layers)
        {
            if (!byName.TryAdd(layer.Name, layer)) throw new KerasWeightsException(source, $"layer {layer.Name} occurs twice");
        }
    }

    /// <summary>The layers in model order.</summary>
    public IReadOnlyList<KerasLayer> Layers { get; }

    /// <summary>The file, or a description of where the weights come from.</summary>
    public string Source { get; }

    /// <summary>The layer with the given name, or null.</summary>
    public KerasLayer? Find(string layer) => byName.GetValueOrDefault(layer);

    /// <summary>Returns a weight that must exist and have the given shape.</summary>
    /// <exception cref="KerasWeightsException">The layer or weight is missing, or has the wrong shape.</exception>
    public KerasTensor Require(string layer, string name, params ReadOnlySpan<int> shape)
    {
        var found = Find(layer)
            ?? throw new KerasWeightsException(Source, $"layer {layer} is missing; this is not the weights file of the chosen network");
        var tensor = found.Find(name) ?? throw new KerasWeightsException(Source, $"layer {layer} has no weight {name}");
        if (!tensor.Shape.SequenceEqual(shape.ToArray()))
        {
            throw new KerasShapeException(Source, layer, name, KerasTensor.Describe(shape.ToArray()), tensor.ShapeText);
        }

        return tensor;
    }

    /// <summary>The layers of this model followed by those of another, such as a base and its head.</summary>
    public KerasWeights Append(KerasWeights other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new KerasWeights(Layers.Concat(other.Layers), Source);
    }
}
