using FlowerModel.Networks.Layers;

namespace FlowerModel.Networks.Tests;

/// <summary>Parts of networks that are not in the catalog but that descriptions must support.</summary>
public sealed class DescribableTests
{
    // The first block of MobileNetV3-Small in keras.applications: stride 2, squeeze-and-excite with hard-sigmoid; then hard-swish.
    [Fact]
    public void Squeeze_and_excite_with_hard_swish()
    {
        var network = Describe(layers =>
        {
            layers.Block("Conv").Input("input_1").Convolution("Conv", 16, 3, 2).BatchNormalization("Conv/BatchNorm").Activation("activation", ActivationFunction.HardSwish);
            layers.Block("expanded_conv").ZeroPadding("expanded_conv/depthwise/pad", ZeroPadding.Correct(3));
            layers.DepthwiseConvolution("expanded_conv/depthwise", 3, 2, PaddingMode.Valid).BatchNormalization("expanded_conv/depthwise/BatchNorm");
            layers.Activation("re_lu", ActivationFunction.Relu);
            layers.Add(new GlobalPoolingLayer("squeeze", "re_lu", PoolingKind.Average));
            layers.Convolution("squeeze/Conv", 8, bias: true).Activation("squeeze/Relu", ActivationFunction.Relu);
            layers.Convolution("squeeze/Conv_1", 16, bias: true).Activation("squeeze/HardSigmoid", ActivationFunction.HardSigmoid);
            layers.Add(new MultiplyLayer("squeeze/Mul", "re_lu", layers.Last));
            layers.Convolution("expanded_conv/project", 16).BatchNormalization("expanded_conv/project/BatchNorm");
        });

        var sized = network.At(1, 225);
        Assert.Equal(new FeatureShape(57, 57, 16), sized.Output);
        Assert.Equal(new FeatureShape(1, 1, 16), sized.ShapeOf(network.FindLayer("squeeze/HardSigmoid")!));
        Assert.Equal(
            ["kernel 1,1,16,8", "bias 8"],
            sized.WeightsOf(network.FindLayer("squeeze/Conv")!).Select(weight => $"{weight.Name} {string.Join(",", weight.Shape)}"));
    }

    // The stem and one bottleneck of ResNet50 in keras.applications: fixed zeros, max pooling, two branches that are added.
    [Fact]
    public void Stem_and_bottleneck_of_a_residual_network()
    {
        var network = Describe(layers =>
        {
            layers.Block("stem").Input("input_1").ZeroPadding("conv1_pad", ZeroPadding.Fixed(3, 3));
            layers.Convolution("conv1_conv", 64, 7, 2, PaddingMode.Valid, bias: true).BatchNormalization("conv1_bn").Activation("conv1_relu", ActivationFunction.Relu);
            layers.ZeroPadding("pool1_pad", ZeroPadding.Fixed(1, 1)).Add(new PoolingLayer("pool1_pool", "pool1_pad", PoolingKind.Max, 3, 2, PaddingMode.Valid));
            layers.Block("conv2_block1").Convolution("conv2_block1_0_conv", 256, bias: true).BatchNormalization("conv2_block1_0_bn");
            layers.Add(new ConvolutionLayer("conv2_block1_1_conv", "pool1_pool", 64, 1, 1, PaddingMode.Same, HasBias: true));
            layers.BatchNormalization("conv2_block1_1_bn").Activation("conv2_block1_1_relu", ActivationFunction.Relu);
            layers.Convolution("conv2_block1_3_conv", 256, bias: true).BatchNormalization("conv2_block1_3_bn");
            layers.Add("conv2_block1_add", "conv2_block1_0_bn").Activation("conv2_block1_out", ActivationFunction.Relu);
        });

        var sized = network.At(1, 224);
        Assert.Equal(new FeatureShape(56, 56, 64), sized.BoundaryShape(1));
        Assert.Equal(new FeatureShape(56, 56, 256), sized.Output);
    }

    [Fact]
    public void Mismatched_layers_are_rejected_in_the_description()
    {
        Assert.Throws<ArgumentException>(() => Describe(layers => layers.Block("a").Input("input_1").Input("input_1")).Layers);
        Assert.Throws<ArgumentException>(() => Describe(layers => layers.Block("a").Input("input_1").Add("add", "later")).Layers);
        var uneven = Describe(layers => layers.Block("a").Input("input_1").Convolution("conv", 8).Add("add", "input_1"));
        Assert.Throws<ArgumentException>(() => uneven.At(1, 96));
    }

    private static NetworkDescription Describe(Action<LayerListBuilder> write) => new(_ =>
    {
        var layers = new LayerListBuilder(new BatchNormalization(1e-3, 0.999));
        write(layers);
        return layers.Build();
    })
    {
        Name = "Test",
        Key = "test",
        MinAlpha = 1,
        MaxAlpha = 1,
        MinImageSize = 96,
        MaxImageSize = 224,
        FineTuneFrom = "0",
        Input = InputNormalization.MinusOneToOne,
        OfficialWeights = null,
    };
}
