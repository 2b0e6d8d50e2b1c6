using FlowerModel.Networks.Layers;

namespace FlowerModel.Conversion.Keras.Configuration;

/// <summary>Reads the layers after the base.</summary>
/// <param name="weights">Their weights.</param>
/// <param name="features">Number of channels of the base's output.</param>
internal sealed class HeadReader(KerasWeights weights, int features)
{
    private const int MaxWindow = 1024;

    private readonly List<HeadLayer> layers = [];
    private int classes;
    private bool isPooled;

    /// <summary>Returns the head; null if it has no layers but pooling.</summary>
    /// <param name="after">The layers after the base.</param>
    /// <param name="listsBase">True if the configuration lists the base's layers, so that none of its pooling is hidden.</param>
    /// <exception cref="KerasWeightsException">A layer is not supported; the message names it.</exception>
    public KerasHead? Read(IEnumerable<PlacedLayer> after, bool listsBase)
    {
        foreach (var layer in after.Select(placed => placed.Layer).Where(layer => !LayerClasses.IsIdentity(layer)))
        {
            if (!listsBase && !isPooled && layer.ClassName == "Dense") Pool(KerasHead.PoolingName, PoolingKind.Average);
            Add(layer);
        }

        if (classes == 0) return null;
        var activation = layers[^1] switch
        {
            DenseHeadLayer dense => dense.Activation,
            ConvolutionHeadLayer convolution => convolution.Activation,
            ActivationHeadLayer separate => separate.Activation,
            _ => HeadActivation.Linear,
        };
        return activation is HeadActivation.Linear or HeadActivation.Softmax or HeadActivation.Sigmoid
            ? new KerasHead(layers, classes, activation)
            : throw new KerasWeightsException(
                weights.Source, $"layer {layers[^1].Name}, the last one, applies {activation}; a classifier ends in softmax, sigmoid or no activation");
    }

    private void Add(LayerConfiguration layer)
    {
        switch (layer.ClassName)
        {
            case "Dense":
                Dense(layer);
                break;
            case "Conv2D":
                Convolve(layer);
                break;
            case "GlobalAveragePooling2D" or "GlobalMaxPooling2D":
                Pool(layer.Name, layer.ClassName == "GlobalMaxPooling2D" ? PoolingKind.Max : PoolingKind.Average);
                break;
            case "AveragePooling2D" or "MaxPooling2D" when !isPooled:
                layers.Add(Window(layer));
                break;
            case "Flatten":
            case "Reshape" when isPooled || layer.Numbers("target_shape") is [_]:
                if (!isPooled) layers.Add(new FlattenHeadLayer(layer.Name));
                isPooled = true;
                break;
            case "BatchNormalization":
                var (scale, shift) = NormStatistics.Of(weights, layer);
                layers.Add(new ScaleHeadLayer(layer.Name, Single(scale), Single(shift)));
                break;
            case "Rescaling" when layer.Number("scale", 0) is var factor and not 0:
                layers.Add(new ScaleHeadLayer(layer.Name, [(float)factor], [(float)layer.Number("offset", 0)]));
                break;
            case "Activation" or "ReLU" or "Softmax":
                layers.Add(new ActivationHeadLayer(layer.Name, Function(layer)));
                break;
            default:
                throw new KerasWeightsException(
                    weights.Source,
                    $"layer {layer.Description} after the base is not supported; a head can have Dense, Conv2D, pooling, Flatten, BatchNormalization, "
                    + "Dropout and activation layers");
        }
    }

    private void Pool(string name, PoolingKind kind)
    {
        if (!isPooled) layers.Add(new GlobalPoolingHeadLayer(name, kind));
        isPooled = true;
    }

    private void Dense(LayerConfiguration layer)
    {
        var kernel = Kernel(layer);
        if (kernel.Shape is not [_, > 0 and var outputs]) throw Wrong(layer, kernel);
        layers.Add(new DenseHeadLayer(layer.Name, kernel, Bias(layer, outputs), Function(layer)));
        classes = outputs;
    }

    private void Convolve(LayerConfiguration layer)
    {
        var kernel = Kernel(layer);
        if (kernel.Shape is not [> 0 and var size, var width, > 0 and var inputs, > 0 and var filters] || width != size) throw Wrong(layer, kernel);
        if (layer.Number("groups", 1) != 1 || Square(layer, "dilation_rate", 1) != 1 || layer.Text("data_format") == "channels_first")
            throw new KerasWeightsException(
                weights.Source, $"layer {layer.Description} is dilated, has groups, or has its channels first; that is not supported");
        // On pooled features a 1 by 1 convolution is a dense layer, as in the top of MobileNet.
        if (isPooled && size == 1)
            layers.Add(new DenseHeadLayer(layer.Name, kernel with { Shape = [inputs, filters] }, Bias(layer, filters), Function(layer)));
        else if (!isPooled)
            layers.Add(new ConvolutionHeadLayer(
                layer.Name, kernel, Bias(layer, filters), Square(layer, "strides", 1), Padding(layer), Function(layer)));
        else
            throw Wrong(layer, kernel);
        classes = filters;
    }

    private PoolingHeadLayer Window(LayerConfiguration layer)
    {
        var size = Square(layer, "pool_size", 2);
        return new PoolingHeadLayer(
            layer.Name, layer.ClassName == "MaxPooling2D" ? PoolingKind.Max : PoolingKind.Average, size, Square(layer, "strides", size), Padding(layer));
    }

    private KerasTensor Kernel(LayerConfiguration layer) => weights.Find(layer.Name)?.Find("kernel")
        ?? throw new KerasWeightsException(weights.Source, $"the file has no kernel for layer {layer.Description}");

    private float[] Bias(LayerConfiguration layer, int outputs)
    {
        var bias = weights.Find(layer.Name)!.Find("bias")?.Values ?? new float[outputs];
        return bias.Length == outputs ? bias : throw Wrong(layer, weights.Find(layer.Name)!.Find("bias")!);
    }

    private HeadActivation Function(LayerConfiguration layer) => KerasActivations.Of(layer)
        ?? throw new KerasWeightsException(
            weights.Source,
            $"layer {layer.Description} applies the activation {KerasActivations.NameIn(layer)}, which is not supported; softmax, sigmoid, linear, relu, "
            + "relu6, tanh and swish are");

    private int Square(LayerConfiguration layer, string setting, int absent)
    {
        if (layer.Numbers(setting) is not [>= 1 and <= MaxWindow and var rows, ..] sizes) return layer.Setting(setting) is null ? absent : throw Unusual();
        return sizes.All(size => size == rows) ? (int)rows : throw Unusual();

        KerasWeightsException Unusual() =>
            new(weights.Source, $"layer {layer.Description} does not have one {setting} of 1 to {MaxWindow} for rows and columns; that is not supported");
    }

    private static PaddingMode Padding(LayerConfiguration layer) => layer.Text("padding") == "same" ? PaddingMode.Same : PaddingMode.Valid;

    private static float[] Single(double[] values) => [.. values.Select(value => (float)value)];

    private KerasWeightsException Wrong(LayerConfiguration layer, KerasTensor tensor) => new(
        weights.Source,
        $"layer {layer.Description} has weights {tensor.Name} {tensor.ShapeText}, which do not fit the layers before it (base: {features} channels)");
}
