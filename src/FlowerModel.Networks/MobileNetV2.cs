using System.Globalization;
using FlowerModel.Networks.Layers;

namespace FlowerModel.Networks;

/// <summary>
/// MobileNetV2 (Sandler et al. 2018) as <c>keras.applications</c> builds it, with the explicit <c>Conv1_pad</c> of TensorFlow 2.0 to 2.3: 155
/// layers, with <c>block_11_expand_BN</c> at index 100. Later versions pad inside <c>Conv1</c> and thus have one layer fewer.
/// </summary>
internal static class MobileNetV2
{
    private const int KernelSize = 3;

    // Table 2 of the paper: output channels, repeats, stride of the first repeat. The expansion factor is 6 for all blocks after the first.
    private static readonly (int Filters, int Repeats, int Stride)[] Table =
        [(16, 1, 1), (24, 2, 2), (32, 3, 2), (64, 4, 2), (96, 3, 1), (160, 3, 2), (320, 1, 1)];

    public static NetworkDescription Description { get; } = new(Layers)
    {
        Name = "MobileNetV2",
        Key = "mobileNetV2",
        MinAlpha = 0.35,
        MaxAlpha = 1.4,
        MinImageSize = 32,
        MaxImageSize = 1024,
        FineTuneFrom = "100",
        Input = InputNormalization.MinusOneToOne,
        OfficialWeights = new PublishedWeights
        {
            Url = "https://storage.googleapis.com/tensorflow/keras-applications/mobilenet_v2/",
            Sizes =
            [
                new PublishedSizes([0.35, 0.5, 0.75, 1.0], [96, 128, 160, 192, 224]),
                new PublishedSizes([1.3, 1.4], [224]),
            ],
            FileName = (alpha, imageSize) => FormattableString.Invariant(
                $"mobilenet_v2_weights_tf_dim_ordering_tf_kernels_{alpha:0.0#}_{imageSize}_no_top.h5"),
        },
        EmbeddedWeights =
        [
            new EmbeddedWeights(
                0.35, 128, "Bases/mobilenet_v2_0.35_128_no_top.h5", "86a58f574acfbbb2a4253e030f9c770f23284533d60814763e903acfa27debca"),
        ],
    };

    private static LayerList Layers(double alpha)
    {
        var layers = new LayerListBuilder(new BatchNormalization(1e-3, 0.999)).Block("Conv1").Input("input_1");
        layers.ZeroPadding("Conv1_pad", ZeroPadding.Correct(KernelSize));
        layers.Convolution("Conv1", ChannelRounding.ToMultipleOf8(32 * alpha), KernelSize, 2, PaddingMode.Valid).BatchNormalization("bn_Conv1");
        layers.Activation("Conv1_relu", ActivationFunction.Relu6);
        var (block, inputs) = (0, ChannelRounding.ToMultipleOf8(32 * alpha));
        foreach (var (filters, repeats, stride) in Table)
        {
            for (var repeat = 0; repeat < repeats; repeat++, block++)
            {
                var outputs = ChannelRounding.ToMultipleOf8((int)(filters * alpha));
                // Keras adds a shortcut where the rounded widths on both sides are equal; at the widths that settings accept, that is from the second
                // repeat on.
                InvertedResidual(layers, block, inputs, outputs, repeat == 0 ? stride : 1, hasShortcut: repeat > 0);
                inputs = outputs;
            }
        }

        // The last layer always has at least 1280 channels, so that narrow networks still have enough features.
        layers.Block("Conv_1").Convolution("Conv_1", alpha > 1 ? ChannelRounding.ToMultipleOf8(1280 * alpha) : 1280);
        return layers.BatchNormalization("Conv_1_bn").Activation("out_relu", ActivationFunction.Relu6).Build();
    }

    /// <summary>An inverted residual block (figure 3d of the paper).</summary>
    private static void InvertedResidual(LayerListBuilder layers, int block, int inputs, int outputs, int stride, bool hasShortcut)
    {
        var name = block == 0 ? "expanded_conv" : "block_" + block.ToString(CultureInfo.InvariantCulture);
        var input = layers.Last;
        layers.Block(name);
        if (block > 0)
        {
            layers.Convolution(name + "_expand", 6 * inputs).BatchNormalization(name + "_expand_BN");
            layers.Activation(name + "_expand_relu", ActivationFunction.Relu6);
        }

        if (stride == 2) layers.ZeroPadding(name + "_pad", ZeroPadding.Correct(KernelSize));
        layers.DepthwiseConvolution(name + "_depthwise", KernelSize, stride, stride == 2 ? PaddingMode.Valid : PaddingMode.Same);
        layers.BatchNormalization(name + "_depthwise_BN").Activation(name + "_depthwise_relu", ActivationFunction.Relu6);
        layers.Convolution(name + "_project", outputs).BatchNormalization(name + "_project_BN");
        if (hasShortcut) layers.Add(name + "_add", input);
    }
}
