using FlowerModel.Networks.Layers;

namespace FlowerModel.Networks.Tests;

public sealed class MobileNetV1Tests
{
    private static readonly NetworkDescription Network = NetworkCatalog.Find("MobileNetV1")!;

    [Fact]
    public void The_layers_match_Keras_in_order()
    {
        Assert.Equal(86, Network.Layers.Count);
        Assert.Equal(Names(), Network.Layers.Select(layer => layer.Name));
    }

    [Fact]
    public void Kinds_strides_and_paddings_match_Keras()
    {
        Assert.Equal((14, 13), (Network.Layers.OfType<ConvolutionLayer>().Count(), Network.Layers.OfType<DepthwiseConvolutionLayer>().Count()));
        Assert.Equal((27, 27), (Network.Layers.OfType<BatchNormalizationLayer>().Count(), Network.Layers.OfType<ActivationLayer>().Count()));
        Assert.All(Network.Layers.OfType<ActivationLayer>(), layer => Assert.Equal(ActivationFunction.Relu6, layer.Activation));
        Assert.All(Network.Layers.OfType<BatchNormalizationLayer>(), layer => Assert.Equal((1e-3, 0.99), (layer.Epsilon, layer.Momentum)));
        Assert.Equal((2, PaddingMode.Same), Network.Layers.OfType<ConvolutionLayer>().Select(layer => (layer.Stride, layer.Padding)).First());
        Assert.Equal(
            ["conv_dw_2", "conv_dw_4", "conv_dw_6", "conv_dw_12"],
            Network.Layers.OfType<DepthwiseConvolutionLayer>().Where(layer => (layer.Stride, layer.Padding) == (2, PaddingMode.Valid)).Select(layer => layer.Name));
        Assert.All(Network.Layers.OfType<ZeroPaddingLayer>(), layer => Assert.Equal(((0, 1), (0, 1)), (layer.Zeros.Of(56), layer.Zeros.Of(25))));
    }

    // From model.summary() of Keras without top.
    [Theory]
    [InlineData(1.0, 3_228_864)]
    [InlineData(0.25, 218_544)]
    public void The_number_of_parameters_matches_Keras(double alpha, int parameters) =>
        Assert.Equal(parameters, Parameters.Count(Network.At(alpha, 224)));

    // Keras always pads (0, 1) before stride 2, so odd sizes lose a row that 'same' would keep.
    [Theory]
    [InlineData(224, 112, 56, 28, 14, 7)]
    [InlineData(128, 64, 32, 16, 8, 4)]
    [InlineData(100, 50, 25, 12, 6, 3)]
    [InlineData(97, 49, 24, 12, 6, 3)]
    public void The_sizes_of_activations_match_Keras(int image, params int[] sizes)
    {
        var network = Network.At(0.5, image);
        Assert.Equal(
            sizes.Zip([16, 64, 128, 256, 512], (size, channels) => new FeatureShape(size, size, channels)),
            new[] { 1, 4, 6, 12, 14 }.Select(network.BoundaryShape));
        Assert.Equal(network.BoundaryShape(14), network.Output);
    }

    [Theory]
    [InlineData("conv_dw_10", "conv_dw_10", 10)]
    [InlineData("block_2", "conv_pad_2", 2)]
    [InlineData("85", "conv_pw_13_relu", 13)]
    [InlineData("0", "input_1", 0)]
    public void A_layer_is_found_by_index_or_name(string from, string layer, int block) =>
        Assert.Equal((layer, block), (Network.FindLayer(from)!.Name, Network.FindLayer(from)!.Block));

    [Theory]
    [InlineData(1.0, 224, "mobilenet_1_0_224_tf_no_top.h5")]
    [InlineData(0.75, 192, "mobilenet_7_5_192_tf_no_top.h5")]
    [InlineData(0.5, 160, "mobilenet_5_0_160_tf_no_top.h5")]
    [InlineData(0.25, 128, "mobilenet_2_5_128_tf_no_top.h5")]
    public void The_file_names_of_official_weights_match_Keras(double alpha, int size, string name)
    {
        Assert.True(Network.OfficialWeights!.Exist(alpha, size));
        Assert.Equal(name, Network.OfficialWeights.FileName(alpha, size));
        Assert.Equal("https://storage.googleapis.com/tensorflow/keras-applications/mobilenet/", Network.OfficialWeights.Url);
    }

    [Theory]
    [InlineData(0.35, 224)]
    [InlineData(1.0, 96)]
    public void Other_widths_and_sizes_have_no_official_weights(double alpha, int size) => Assert.False(Network.OfficialWeights!.Exist(alpha, size));

    private static IEnumerable<string> Names()
    {
        foreach (var name in (string[])["input_1", "conv1", "conv1_bn", "conv1_relu"]) yield return name;
        for (var block = 1; block <= 13; block++)
        {
            if (block is 2 or 4 or 6 or 12) yield return $"conv_pad_{block}";
            foreach (var part in (string[])["dw", "pw"])
            {
                foreach (var end in (string[])["", "_bn", "_relu"]) yield return $"conv_{part}_{block}{end}";
            }
        }
    }
}
