using FlowerModel.Networks.Layers;

namespace FlowerModel.Networks.Tests;

public sealed class MobileNetV3Tests
{
    // From model.summary() of Keras without top.
    [Theory]
    [InlineData("MobileNetV3Large", 1.0, 2_996_352)]
    [InlineData("MobileNetV3Small", 1.0, 939_120)]
    public void The_number_of_parameters_matches_Keras(string name, double alpha, int parameters) =>
        Assert.Equal(parameters, Parameters.Count(Network(name).At(alpha, 224)));

    // Keras' top: Conv_2 with a bias to 1280 or 1024 channels, then Logits to 1000 classes.
    [Theory]
    [InlineData("MobileNetV3Large", 1280, 4_226_432, 5_507_432)]
    [InlineData("MobileNetV3Small", 1024, 1_529_968, 2_554_968)]
    public void With_the_top_of_Keras_the_number_of_parameters_is_the_published_one(string name, int channels, int withConv2, int withLogits)
    {
        var network = Network(name).At(1, 224);
        var first = Parameters.Count(network) + ((network.Output.Channels + 1) * channels);
        Assert.Equal((withConv2, withLogits), (first, first + ((channels + 1) * 1000)));
    }

    [Fact]
    public void Layers_with_weights_have_the_names_and_order_of_Keras()
    {
        foreach (var (name, count, squeezed) in new (string, int, int[])[]
        {
            ("MobileNetV3Large", 15, [3, 4, 5, 10, 11, 12, 13, 14]), ("MobileNetV3Small", 11, [0, 3, 4, 5, 6, 7, 8, 9, 10]),
        })
        {
            var network = Network(name).At(1, 224);
            Assert.Equal(Names(count, squeezed), network.Layers.Where(layer => network.WeightsOf(layer).Count > 0).Select(layer => layer.Name));
        }
    }

    // Tables 1 and 2 of the paper: the size of each block's input.
    [Fact]
    public void Activations_and_channels_match_the_paper()
    {
        Assert.Equal(
            "112x16 112x16 56x24 56x24 28x40 28x40 28x40 14x80 14x80 14x80 14x80 14x112 14x112 7x160 7x160 7x160 7x960", Boundaries("MobileNetV3Large"));
        Assert.Equal("112x16 56x16 28x24 28x24 14x40 14x40 14x40 14x48 14x48 7x96 7x96 7x96 7x576", Boundaries("MobileNetV3Small"));
        // Channels inside the blocks: column "exp size".
        Assert.Equal([16, 64, 72, 72, 120, 120, 240, 200, 184, 184, 480, 672, 672, 960, 960], Expanded("MobileNetV3Large"));
        Assert.Equal([16, 72, 88, 96, 240, 240, 120, 144, 288, 576, 576], Expanded("MobileNetV3Small"));
        Assert.Equal([24, 32, 32, 120, 168, 168, 240, 240], Squeezed("MobileNetV3Large"));
        Assert.Equal([8, 24, 64, 64, 32, 40, 72, 144, 144], Squeezed("MobileNetV3Small"));
    }

    [Theory]
    [InlineData("MobileNetV3Large", 10, "expanded_conv expanded_conv_2 expanded_conv_4 expanded_conv_5 expanded_conv_7 expanded_conv_8 expanded_conv_9 "
        + "expanded_conv_11 expanded_conv_13 expanded_conv_14")]
    [InlineData("MobileNetV3Small", 6, "expanded_conv_2 expanded_conv_4 expanded_conv_5 expanded_conv_7 expanded_conv_9 expanded_conv_10")]
    public void Shortcuts_match_Keras(string name, int count, string blocks)
    {
        var shortcuts = Network(name).Layers.OfType<AddLayer>().Select(layer => layer.Name.Replace("/Add", "", StringComparison.Ordinal)).ToArray();
        Assert.Equal(count, shortcuts.Length);
        Assert.Equal(blocks.Split(' '), shortcuts);
    }

    // Keras uses ReLU up to the block with the first hard-swish, and always in squeeze-and-excite.
    [Theory]
    [InlineData("MobileNetV3Large", 6)]
    [InlineData("MobileNetV3Small", 3)]
    public void Nonlinearities_paddings_and_normalization_match_Keras(string name, int firstHardSwish)
    {
        var network = Network(name);
        Assert.All(network.Layers.OfType<ActivationLayer>(), layer => Assert.Equal(
            layer.Name.EndsWith("squeeze_excite/HardSigmoid", StringComparison.Ordinal) ? ActivationFunction.HardSigmoid
                : layer.Name.EndsWith("squeeze_excite/Relu", StringComparison.Ordinal) || (layer.Block > 0 && layer.Block <= firstHardSwish) ? ActivationFunction.Relu
                : ActivationFunction.HardSwish,
            layer.Activation));
        Assert.All(network.Layers.OfType<BatchNormalizationLayer>(), layer => Assert.Equal((1e-3, 0.999), (layer.Epsilon, layer.Momentum)));
        Assert.All(
            network.Layers.OfType<DepthwiseConvolutionLayer>(),
            layer => Assert.Equal(layer.Stride == 2, network.FindLayer(layer.Input) is ZeroPaddingLayer && layer.Padding == PaddingMode.Valid));
        Assert.Equal((3, 2, PaddingMode.Same), network.Layers.OfType<ConvolutionLayer>().Select(layer => (layer.KernelSize, layer.Stride, layer.Padding)).First());
    }

    [Theory]
    [InlineData("MobileNetV3Large", 1.0, "weights_mobilenet_v3_large_224_1.0_float_no_top_v2.h5")]
    [InlineData("MobileNetV3Large", 0.75, "weights_mobilenet_v3_large_224_0.75_float_no_top_v2.h5")]
    [InlineData("MobileNetV3Small", 1.0, "weights_mobilenet_v3_small_224_1.0_float_no_top_v2.h5")]
    public void The_file_names_of_official_weights_match_Keras(string name, double alpha, string file)
    {
        var weights = Network(name).OfficialWeights!;
        Assert.True(weights.Exist(alpha, 224));
        Assert.False(weights.Exist(alpha, 192));
        Assert.Equal(file, weights.FileName(alpha, 224));
        Assert.Equal("https://storage.googleapis.com/tensorflow/keras-applications/mobilenet_v3/", weights.Url);
    }

    private static NetworkDescription Network(string name) => NetworkCatalog.Find(name)!;

    private static string Boundaries(string name)
    {
        var network = Network(name).At(1, 224);
        return string.Join(" ", Enumerable.Range(1, network.Network.Blocks.Count).Select(network.BoundaryShape).Select(shape => $"{shape.Height}x{shape.Channels}"));
    }

    private static IEnumerable<int> Expanded(string name)
    {
        var network = Network(name).At(1, 224);
        return network.Layers.OfType<DepthwiseConvolutionLayer>().Select(layer => network.ShapeOf(layer).Channels);
    }

    private static IEnumerable<int> Squeezed(string name) => Network(name).Layers.OfType<ConvolutionLayer>()
        .Where(layer => layer.Name.EndsWith("/squeeze_excite/Conv", StringComparison.Ordinal)).Select(layer => layer.Channels);

    private static IEnumerable<string> Names(int blocks, int[] squeezed)
    {
        yield return "Conv";
        yield return "Conv/BatchNorm";
        for (var block = 0; block < blocks; block++)
        {
            var prefix = block == 0 ? "expanded_conv/" : $"expanded_conv_{block}/";
            string[] expand = block == 0 ? [] : ["expand", "expand/BatchNorm"];
            string[] excite = squeezed.Contains(block) ? ["squeeze_excite/Conv", "squeeze_excite/Conv_1"] : [];
            foreach (var part in (string[])[.. expand, "depthwise", "depthwise/BatchNorm", .. excite, "project", "project/BatchNorm"]) yield return prefix + part;
        }

        yield return "Conv_1";
        yield return "Conv_1/BatchNorm";
    }
}
