using System.Globalization;
using FlowerModel.Networks.Layers;

namespace FlowerModel.Networks;

/// <summary>
/// MobileNet (Howard et al. 2017) as <c>keras.applications</c> builds it since TensorFlow 2.3: 86 layers. Earlier versions have a
/// <c>conv1_pad</c> before <c>conv1</c> and thus one more layer.
/// </summary>
internal static class MobileNetV1
{
    private const int KernelSize = 3;

    // Table 1 of the paper: output channels and stride of each depthwise separable block.
    private static readonly (int Filters, int Stride)[] Table =
        [(64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), (512, 1), (512, 1), (512, 1), (512, 1), (512, 1), (1024, 2), (1024, 1)];

    public static NetworkDescription Description { get; } = new(Layers)
    {
        Name = "MobileNetV1",
        Key = "mobileNetV1",
        MinAlpha = 0.25,
        MaxAlpha = 1.0,
        MinImageSize = 32,
        MaxImageSize = 1024,
        FineTuneFrom = "conv_dw_10",
        Input = InputNormalization.MinusOneToOne,
        OfficialWeights = new PublishedWeights
        {
            Url = "https://storage.googleapis.com/tensorflow/keras-applications/mobilenet/",
            Sizes = [new PublishedSizes([0.25, 0.5, 0.75, 1.0], [128, 160, 192, 224])],
            FileName = (alpha, imageSize) => FormattableString.Invariant($"mobilenet_{AlphaText(alpha)}_{imageSize}_tf_no_top.h5"),
        },
    };

    // Keras writes 1.0 as 1_0, but 0.75 as 7_5 and 0.5 as 5_0.
    private static string AlphaText(double alpha) =>
        (alpha < 1 ? alpha * 10 : alpha).ToString("0.0", CultureInfo.InvariantCulture).Replace('.', '_');

    private static LayerList Layers(double alpha)
    {
        var layers = new LayerListBuilder(new BatchNormalization(1e-3, 0.99)).Block("conv1").Input("input_1");
        layers.Convolution("conv1", (int)(32 * alpha), KernelSize, 2).BatchNormalization("conv1_bn").Activation("conv1_relu", ActivationFunction.Relu6);
        for (var block = 1; block <= Table.Length; block++)
        {
            var (filters, stride) = Table[block - 1];
            var number = block.ToString(CultureInfo.InvariantCulture);
            layers.Block("block_" + number);
            // Differs from PaddingMode.Same for odd sizes.
            if (stride == 2) layers.ZeroPadding("conv_pad_" + number, ZeroPadding.Fixed(0, 1));
            layers.DepthwiseConvolution("conv_dw_" + number, KernelSize, stride, stride == 2 ? PaddingMode.Valid : PaddingMode.Same);
            layers.BatchNormalization($"conv_dw_{number}_bn").Activation($"conv_dw_{number}_relu", ActivationFunction.Relu6);
            layers.Convolution("conv_pw_" + number, (int)(filters * alpha));
            layers.BatchNormalization($"conv_pw_{number}_bn").Activation($"conv_pw_{number}_relu", ActivationFunction.Relu6);
        }

        return layers.Build();
    }
}
