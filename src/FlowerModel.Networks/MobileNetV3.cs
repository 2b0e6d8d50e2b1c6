using System.Globalization;
using FlowerModel.Networks.Layers;

namespace FlowerModel.Networks;

/// <summary>
/// What both sizes of MobileNetV3 (Howard et al. 2019) have in common, as <c>keras.applications</c> builds them with 5 by 5 kernels,
/// squeeze-and-excite and hard-swish (<c>minimalistic=False</c>). Keras' <c>Rescaling</c> layer is not among the layers: it maps pixels to
/// [-1, 1], which is <see cref="NetworkDescription.Input"/>.
/// </summary>
/// <remarks>
/// Keras names activations automatically (<c>re_lu_3</c>, <c>multiply_5</c>), with numbers that depend on what the program has built before, and
/// composes each of them from several layers. Here an activation is one layer, named after the layer before it. Layers with weights have
/// Keras' names and order.
/// </remarks>
internal static class MobileNetV3
{
    private const int SqueezeRatio = 4;

    /// <summary>Smallest width with official weights; below it, Keras' network has fewer shortcuts.</summary>
    public const double MinAlpha = 0.75;

    /// <summary>Largest width with official weights.</summary>
    public const double MaxAlpha = 1.0;

    /// <summary>Returns the source of the official weights.</summary>
    /// <param name="size"><c>large</c> or <c>small</c>.</param>
    public static PublishedWeights Weights(string size) => new()
    {
        Url = "https://storage.googleapis.com/tensorflow/keras-applications/mobilenet_v3/",
        Sizes = [new PublishedSizes([0.75, 1.0], [224])],
        FileName = (alpha, imageSize) => FormattableString.Invariant(
            $"weights_mobilenet_v3_{size}_{imageSize}_{alpha:0.0#}_float_no_top_v2.h5"),
    };

    /// <summary>Returns the layers at a width.</summary>
    /// <param name="alpha">Width multiplier.</param>
    /// <param name="table">The blocks: table 1 or 2 of the paper.</param>
    public static LayerList Layers(double alpha, IReadOnlyList<MobileNetV3Block> table)
    {
        const int StemChannels = 16;
        var layers = new LayerListBuilder(new BatchNormalization(1e-3, 0.999)).Block("Conv").Input("input_1");
        layers.Convolution("Conv", StemChannels, 3, 2).BatchNormalization("Conv/BatchNorm").Activation("Conv/HardSwish", ActivationFunction.HardSwish);
        var inputs = StemChannels;
        for (var block = 0; block < table.Count; block++)
        {
            var outputs = ChannelRounding.ToMultipleOf8(table[block].Filters * alpha);
            // Keras adds a shortcut where the rounded widths on both sides are equal. Those of width 1 are used here for all widths, so that
            // layers have the same names; Keras' own differ only between the widths that have official weights.
            var isRepeat = table[block].Stride == 1 && table[block].Filters == (block == 0 ? StemChannels : table[block - 1].Filters);
            InvertedResidual(layers, block, table[block], inputs, outputs, isRepeat);
            inputs = outputs;
        }

        layers.Block("Conv_1").Convolution("Conv_1", ChannelRounding.ToMultipleOf8(6 * inputs)).BatchNormalization("Conv_1/BatchNorm");
        return layers.Activation("Conv_1/HardSwish", ActivationFunction.HardSwish).Build();
    }

    private static void InvertedResidual(LayerListBuilder layers, int number, MobileNetV3Block block, int inputs, int outputs, bool hasShortcut)
    {
        var name = number == 0 ? "expanded_conv" : "expanded_conv_" + number.ToString(CultureInfo.InvariantCulture);
        var activation = block.Activation == ActivationFunction.HardSwish ? "/HardSwish" : "/Relu";
        var expanded = ChannelRounding.ToMultipleOf8(inputs * block.Expansion);
        var input = layers.Last;
        layers.Block(name);
        if (number > 0)
        {
            layers.Convolution(name + "/expand", expanded).BatchNormalization(name + "/expand/BatchNorm");
            layers.Activation(name + "/expand" + activation, block.Activation);
        }

        if (block.Stride == 2) layers.ZeroPadding(name + "/depthwise/pad", ZeroPadding.Correct(block.KernelSize));
        layers.DepthwiseConvolution(name + "/depthwise", block.KernelSize, block.Stride, block.Stride == 2 ? PaddingMode.Valid : PaddingMode.Same);
        layers.BatchNormalization(name + "/depthwise/BatchNorm").Activation(name + "/depthwise" + activation, block.Activation);
        if (block.SqueezeExcite) SqueezeExcite(layers, name + "/squeeze_excite", expanded);
        layers.Convolution(name + "/project", outputs).BatchNormalization(name + "/project/BatchNorm");
        if (hasShortcut) layers.Add(name + "/Add", input);
    }

    private static void SqueezeExcite(LayerListBuilder layers, string name, int channels)
    {
        var input = layers.Last;
        layers.Add(new GlobalPoolingLayer(name + "/AvgPool", input, PoolingKind.Average));
        layers.Convolution(name + "/Conv", ChannelRounding.ToMultipleOf8((double)channels / SqueezeRatio), bias: true);
        layers.Activation(name + "/Relu", ActivationFunction.Relu).Convolution(name + "/Conv_1", channels, bias: true);
        layers.Activation(name + "/HardSigmoid", ActivationFunction.HardSigmoid).Add(new MultiplyLayer(name + "/Mul", input, name + "/HardSigmoid"));
    }
}

/// <summary>A row of table 1 or 2 of the paper.</summary>
/// <param name="Expansion">Channels inside the block divided by channels of its input.</param>
/// <param name="Filters">Output channels at width 1.</param>
/// <param name="KernelSize">Kernel of the depthwise convolution.</param>
/// <param name="Stride">Stride of the depthwise convolution.</param>
/// <param name="SqueezeExcite">True if the block weights its channels.</param>
/// <param name="Activation">The nonlinearity.</param>
internal sealed record MobileNetV3Block(
    double Expansion, int Filters, int KernelSize, int Stride, bool SqueezeExcite, ActivationFunction Activation);
