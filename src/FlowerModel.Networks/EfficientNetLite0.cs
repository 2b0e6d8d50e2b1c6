using FlowerModel.Networks.Layers;

namespace FlowerModel.Networks;

/// <summary>
/// EfficientNet-Lite0: EfficientNet-B0 (Tan and Le 2019) without squeeze-and-excite and with ReLU6 in place of swish, so that it can be quantized well.
/// Layers have the names that Keras' EfficientNet has. Layers for dropout, which do nothing after training, are left out.
/// </summary>
internal static class EfficientNetLite0
{
    private const int StemKernelSize = 3;
    private const int StemChannels = 32;
    private const int TopChannels = 1280;

    // Repeats, output channels, expansion, stride of the first repeat, size of the depthwise kernel.
    private static readonly (int Repeats, int Filters, int Expansion, int Stride, int KernelSize)[] Stages =
        [(1, 16, 1, 1, 3), (2, 24, 6, 2, 3), (2, 40, 6, 2, 5), (3, 80, 6, 2, 3), (3, 112, 6, 1, 5), (4, 192, 6, 2, 5), (1, 320, 6, 1, 3)];

    public static NetworkDescription Description { get; } = new(_ => Layers())
    {
        Name = "EfficientNetLite0",
        Key = "efficientNetLite0",
        MinAlpha = 1,
        MaxAlpha = 1,
        MinImageSize = 32,
        MaxImageSize = 1024,
        FineTuneFrom = "block6a",
        Input = new InputNormalization(127, 128),
        OfficialWeights = null,
    };

    private static LayerList Layers()
    {
        var layers = new LayerListBuilder(new BatchNormalization(1e-3, 0.99)).Block("stem").Input("input_1");
        layers.ZeroPadding("stem_conv_pad", ZeroPadding.Correct(StemKernelSize));
        layers.Convolution("stem_conv", StemChannels, StemKernelSize, 2, PaddingMode.Valid).BatchNormalization("stem_bn");
        layers.Activation("stem_activation", ActivationFunction.Relu6);
        var inputs = StemChannels;
        for (var stage = 0; stage < Stages.Length; stage++)
        {
            var (repeats, filters, expansion, stride, kernelSize) = Stages[stage];
            for (var repeat = 0; repeat < repeats; repeat++, inputs = filters)
            {
                var name = FormattableString.Invariant($"block{stage + 1}{(char)('a' + repeat)}");
                var input = layers.Last;
                layers.Block(name);
                if (expansion > 1) Expansion(layers, name, inputs * expansion);
                Depthwise(layers, name, kernelSize, repeat == 0 ? stride : 1);
                layers.Convolution(name + "_project_conv", filters).BatchNormalization(name + "_project_bn");
                if (repeat > 0) layers.Add(name + "_add", input);
            }
        }

        layers.Block("top").Convolution("top_conv", TopChannels).BatchNormalization("top_bn");
        return layers.Activation("top_activation", ActivationFunction.Relu6).Build();
    }

    private static void Expansion(LayerListBuilder layers, string name, int channels)
    {
        layers.Convolution(name + "_expand_conv", channels).BatchNormalization(name + "_expand_bn");
        layers.Activation(name + "_expand_activation", ActivationFunction.Relu6);
    }

    private static void Depthwise(LayerListBuilder layers, string name, int kernelSize, int stride)
    {
        if (stride == 2) layers.ZeroPadding(name + "_dwconv_pad", ZeroPadding.Correct(kernelSize));
        layers.DepthwiseConvolution(name + "_dwconv", kernelSize, stride, stride == 2 ? PaddingMode.Valid : PaddingMode.Same);
        layers.BatchNormalization(name + "_bn").Activation(name + "_activation", ActivationFunction.Relu6);
    }
}
