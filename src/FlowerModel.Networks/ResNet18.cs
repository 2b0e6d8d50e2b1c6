using FlowerModel.Networks.Layers;

namespace FlowerModel.Networks;

/// <summary>
/// ResNet-18 (He et al. 2015), as the package <c>Microsoft.ML.DnnImageFeaturizer.ResNet18</c> contains it: the last stage has three blocks instead of
/// two, a mean image is subtracted from pixels of 0 to 255, and windows with a stride of 2 have their zeros before the image. The mean image has
/// 224 by 224 pixels, so the network has no other size. Layers have names like those of Keras' ResNets.
/// </summary>
internal static class ResNet18
{
    private const int ImageSize = 224;

    // Channels and blocks of the four stages.
    private static readonly (int Channels, int Blocks)[] Stages = [(64, 2), (128, 2), (256, 2), (512, 3)];

    private static readonly WeightsPackage Package = new(
        "Microsoft.ML.DnnImageFeaturizer.ResNet18",
        "0.23.1",
        "tools/DnnImageModels/ResNet18Onnx/ResNet18.onnx",
        "e2552f19db2dfdb01b3669537b6a0f1b44da38d18279535492ed5dfc2ef1ff8f",
        "../ResNetPrepOnnx/ResNetPreprocess.onnx",
        "84bf8def78d0befaa3f6e73745d57d7016c6a192ead76f79686bd438c1047004");

    public static NetworkDescription Description { get; } = new(_ => Layers())
    {
        Name = "ResNet18",
        Key = "resNet18",
        MinAlpha = 1,
        MaxAlpha = 1,
        MinImageSize = ImageSize,
        MaxImageSize = ImageSize,
        FineTuneFrom = "conv5_block2",
        Input = InputNormalization.None,
        OfficialWeights = new PublishedWeights
        {
            Url = "pkg:nuget/Microsoft.ML.DnnImageFeaturizer.ResNet18@0.23.1/",
            Sizes = [new PublishedSizes([1.0], [ImageSize])],
            FileName = (_, _) => Package.NetworkPath,
            Package = Package,
        },
    };

    private static LayerList Layers()
    {
        var layers = new LayerListBuilder(new BatchNormalization(9.999999747378752e-06, 0.9883496761322021)).Block("conv1").Input("input_1");
        layers.Add(new OffsetLayer("mean_image", "input_1")).ZeroPadding("conv1_pad", ZeroPadding.Fixed(3, 2));
        layers.Convolution("conv1_conv", Stages[0].Channels, 7, 2, PaddingMode.Valid).BatchNormalization("conv1_bn");
        layers.Activation("conv1_relu", ActivationFunction.Relu);
        // Behind ReLU, zeros never exceed the maximum of a window.
        layers.ZeroPadding("pool1_pad", ZeroPadding.Fixed(1, 0)).Add(new PoolingLayer("pool1_pool", "pool1_pad", PoolingKind.Max, 3, 2, PaddingMode.Valid));
        for (var stage = 0; stage < Stages.Length; stage++)
        {
            for (var block = 1; block <= Stages[stage].Blocks; block++)
                Residual(layers, $"conv{stage + 2}_block{block}", Stages[stage].Channels, stage > 0 && block == 1 ? 2 : 1);
        }

        return layers.Build();
    }

    private static void Residual(LayerListBuilder layers, string name, int channels, int stride)
    {
        var input = layers.Last;
        layers.Block(name);
        if (stride == 2) layers.Convolution(name + "_0_conv", channels, 1, 2, PaddingMode.Valid).BatchNormalization(name + "_0_bn");
        var shortcut = layers.Last;
        if (stride == 2) layers.Add(new ZeroPaddingLayer(name + "_1_pad", input, ZeroPadding.Fixed(1, 0)));
        var (padded, padding) = stride == 2 ? (name + "_1_pad", PaddingMode.Valid) : (input, PaddingMode.Same);
        layers.Add(new ConvolutionLayer(name + "_1_conv", padded, channels, 3, stride, padding, HasBias: false));
        layers.BatchNormalization(name + "_1_bn").Activation(name + "_1_relu", ActivationFunction.Relu);
        layers.Convolution(name + "_2_conv", channels, 3).BatchNormalization(name + "_2_bn");
        layers.Add(name + "_add", shortcut).Activation(name + "_out", ActivationFunction.Relu);
    }
}
