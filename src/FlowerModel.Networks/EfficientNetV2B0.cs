using FlowerModel.Networks.Layers;

namespace FlowerModel.Networks;

/// <summary>
/// EfficientNetV2-B0 (Tan and Le 2021) as <c>keras.applications</c> builds it. Keras' <c>Rescaling</c> layer is
/// <see cref="NetworkDescription.Input"/>. Activations inside Keras' squeeze-and-excite convolutions are layers here, and its layers for stochastic
/// depth, which do nothing after training, are left out. Layers with weights have Keras' names and order.
/// </summary>
internal static class EfficientNetV2B0
{
    private const int KernelSize = 3;
    private const int StemChannels = 32;
    private const int SqueezeRatio = 4;

    // Repeats, output channels, expansion, stride of the first repeat; stages from the fourth on have depthwise convolutions and squeeze-and-excite.
    private static readonly (int Repeats, int Filters, int Expansion, int Stride, bool Depthwise)[] Stages =
        [(1, 16, 1, 1, false), (2, 32, 4, 2, false), (2, 48, 4, 2, false), (3, 96, 4, 2, true), (5, 112, 6, 1, true), (8, 192, 6, 2, true)];

    // Mean and standard deviation of ImageNet's pixels, from 0 to 1.
    private static readonly double[] Mean = [0.485, 0.456, 0.406];
    private static readonly double[] Deviation = [0.229, 0.224, 0.225];

    public static NetworkDescription Description { get; } = new(_ => Layers())
    {
        Name = "EfficientNetV2B0",
        Key = "efficientNetV2B0",
        MinAlpha = 1,
        MaxAlpha = 1,
        MinImageSize = 32,
        MaxImageSize = 1024,
        FineTuneFrom = "block6e",
        Input = InputNormalization.ZeroToOne,
        KerasIncludesPreprocessing = true,
        OfficialWeights = new PublishedWeights
        {
            Url = "https://storage.googleapis.com/tensorflow/keras-applications/efficientnet_v2/",
            Sizes = [new PublishedSizes([1.0], [224])],
            FileName = (_, _) => "efficientnetv2-b0_notop.h5",
        },
    };

    private static LayerList Layers()
    {
        var layers = new LayerListBuilder(new BatchNormalization(1e-3, 0.9)).Block("stem").Input("input_1");
        layers.Add(new ChannelScaleLayer(
            "normalization", "input_1", [.. Deviation.Select(value => (float)(1 / value))], [.. Mean.Zip(Deviation, (mean, value) => (float)(-mean / value))]));
        layers.Convolution("stem_conv", StemChannels, KernelSize, 2).BatchNormalization("stem_bn").Activation("stem_activation", ActivationFunction.Swish);
        var inputs = StemChannels;
        for (var stage = 0; stage < Stages.Length; stage++)
        {
            var (repeats, filters, expansion, stride, isDepthwise) = Stages[stage];
            for (var repeat = 0; repeat < repeats; repeat++, inputs = filters)
            {
                var name = FormattableString.Invariant($"block{stage + 1}{(char)('a' + repeat)}");
                var input = layers.Last;
                layers.Block(name);
                var step = repeat == 0 ? stride : 1;
                if (isDepthwise) Separable(layers, name, inputs, filters, expansion, step);
                else Fused(layers, name, inputs, filters, expansion, step);
                if (step == 1 && inputs == filters) layers.Add(name + "_add", input);
            }
        }

        layers.Block("top").Convolution("top_conv", 1280).BatchNormalization("top_bn");
        return layers.Activation("top_activation", ActivationFunction.Swish).Build();
    }

    /// <summary>A block with one full convolution; without expansion it has no other.</summary>
    private static void Fused(LayerListBuilder layers, string name, int inputs, int filters, int expansion, int stride)
    {
        if (expansion > 1)
        {
            layers.Convolution(name + "_expand_conv", inputs * expansion, KernelSize, stride).BatchNormalization(name + "_expand_bn");
            layers.Activation(name + "_expand_activation", ActivationFunction.Swish);
            layers.Convolution(name + "_project_conv", filters).BatchNormalization(name + "_project_bn");
            return;
        }

        layers.Convolution(name + "_project_conv", filters, KernelSize, stride).BatchNormalization(name + "_project_bn");
        layers.Activation(name + "_project_activation", ActivationFunction.Swish);
    }

    /// <summary>A block with a depthwise convolution and squeeze-and-excite.</summary>
    private static void Separable(LayerListBuilder layers, string name, int inputs, int filters, int expansion, int stride)
    {
        layers.Convolution(name + "_expand_conv", inputs * expansion).BatchNormalization(name + "_expand_bn");
        layers.Activation(name + "_expand_activation", ActivationFunction.Swish);
        layers.DepthwiseConvolution(name + "_dwconv2", KernelSize, stride).BatchNormalization(name + "_bn");
        layers.Activation(name + "_activation", ActivationFunction.Swish);
        var activation = layers.Last;
        layers.Add(new GlobalPoolingLayer(name + "_se_squeeze", activation, PoolingKind.Average));
        layers.Convolution(name + "_se_reduce", inputs / SqueezeRatio, bias: true).Activation(name + "_se_reduce_activation", ActivationFunction.Swish);
        layers.Convolution(name + "_se_expand", inputs * expansion, bias: true).Activation(name + "_se_expand_activation", ActivationFunction.Sigmoid);
        layers.Add(new MultiplyLayer(name + "_se_excite", activation, name + "_se_expand_activation"));
        layers.Convolution(name + "_project_conv", filters).BatchNormalization(name + "_project_bn");
    }
}
