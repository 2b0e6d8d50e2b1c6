using FlowerModel.Conversion.Keras;
using FlowerModel.Networks.Layers;
using FlowerModel.Testing;

namespace FlowerModel.Networks.Tests;

public sealed class MobileNetV2Tests
{
    private static readonly NetworkDescription Network = NetworkCatalog.Find("MobileNetV2")!;

    [Fact]
    public void The_layers_match_Keras_in_order()
    {
        Assert.Equal(155, Network.Layers.Count);
        Assert.Equal(Names(), Network.Layers.Select(layer => layer.Name));
        Assert.Equal(Enumerable.Range(0, 155), Network.Layers.Select(layer => layer.Index));
    }

    [Fact]
    public void Kinds_strides_and_paddings_are_those_of_Keras()
    {
        Assert.Equal((35, 17), (Network.Layers.OfType<ConvolutionLayer>().Count(), Network.Layers.OfType<DepthwiseConvolutionLayer>().Count()));
        Assert.Equal((52, 35), (Network.Layers.OfType<BatchNormalizationLayer>().Count(), Network.Layers.OfType<ActivationLayer>().Count()));
        Assert.Equal((10, 5), (Network.Layers.OfType<AddLayer>().Count(), Network.Layers.OfType<ZeroPaddingLayer>().Count()));
        Assert.All(Network.Layers.OfType<ActivationLayer>(), layer => Assert.Equal(ActivationFunction.Relu6, layer.Activation));
        Assert.All(Network.Layers.OfType<BatchNormalizationLayer>(), layer => Assert.Equal((1e-3, 0.999), (layer.Epsilon, layer.Momentum)));
        Assert.Equal(
            ["block_1_depthwise", "block_3_depthwise", "block_6_depthwise", "block_13_depthwise"],
            Network.Layers.OfType<DepthwiseConvolutionLayer>().Where(layer => layer.Stride == 2).Select(layer => layer.Name));
        Assert.All(
            Network.Layers.OfType<ZeroPaddingLayer>(),
            layer => Assert.Equal(((0, 1), (1, 1)), (layer.Zeros.Of(224), layer.Zeros.Of(7))));
        Assert.Equal(["block_1_project_BN", "block_2_project_BN"], Network.Layers.Single(layer => layer.Name == "block_2_add").Inputs);
    }

    // From model.summary() of Keras without top.
    [Theory]
    [InlineData(1.0, 2_257_984)]
    [InlineData(0.35, 410_208)]
    public void The_number_of_parameters_matches_Keras(double alpha, int parameters) =>
        Assert.Equal(parameters, Parameters.Count(Network.At(alpha, 224)));

    [Theory]
    [InlineData("mobilenet_v2_1.0_224_no_top.h5", 1.0)]
    [InlineData("mobilenet_v2_0.35_224_no_top.h5", 0.35)]
    public void Every_weight_of_the_real_files_has_the_expected_position_name_and_shape(string file, double alpha)
    {
        var network = Network.At(alpha, 224);
        var expected = KerasWeightsFile.Read(ReferenceData.Weights(file)).Layers
            .SelectMany(layer => layer.Tensors.Select(tensor => $"{layer.Name}/{tensor.Name} {tensor.ShapeText}"));
        var described = network.Layers.SelectMany(
            layer => network.WeightsOf(layer).Select(weight => $"{layer.Name}/{weight.Name} ({string.Join(", ", weight.Shape)})"));
        Assert.Equal(expected, described);
    }

    [Theory]
    [InlineData("100", "block_11_expand_BN")]
    [InlineData("block_11", "block_11_expand")]
    [InlineData("block_13_pad", "block_13_pad")]
    [InlineData("0", "input_1")]
    [InlineData("expanded_conv", "expanded_conv_depthwise")]
    [InlineData("Conv1", "Conv1")]
    [InlineData("154", "out_relu")]
    public void A_layer_is_found_by_index_or_name(string from, string layer) => Assert.Equal(layer, Network.FindLayer(from)!.Name);

    [Theory]
    [InlineData("155")]
    [InlineData("-1")]
    [InlineData("block_17")]
    [InlineData("")]
    public void A_nonexistent_layer_is_not_found(string from) => Assert.Null(Network.FindLayer(from));

    // Numbers of channels in keras.applications: rounded to multiples of 8, but not below 90 %.
    [Theory]
    [InlineData(0.35, 16, 8, 16, 32, 112, 1280)]
    [InlineData(0.5, 16, 8, 16, 48, 160, 1280)]
    [InlineData(1.0, 32, 16, 32, 96, 320, 1280)]
    [InlineData(1.4, 48, 24, 48, 136, 448, 1792)]
    public void Numbers_of_channels_are_rounded_as_in_Keras(double alpha, int stem, int first, int block3, int block10, int block16, int last)
    {
        var network = Network.At(alpha, 224);
        Assert.Equal([stem, first, block3, block10, block16, last], new[] { 1, 2, 5, 12, 18, 19 }.Select(boundary => network.BoundaryShape(boundary).Channels));
    }

    [Theory]
    [InlineData(224, 7)]
    [InlineData(128, 4)]
    [InlineData(100, 4)]
    [InlineData(97, 4)]
    public void The_output_size_matches_Keras(int image, int output) =>
        Assert.Equal(new FeatureShape(output, output, 1280), Network.At(1, image).Output);

    // The file names at the URL of keras.applications, as its source code builds them.
    [Theory]
    [InlineData(1.0, 224, "mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_224_no_top.h5")]
    [InlineData(0.35, 96, "mobilenet_v2_weights_tf_dim_ordering_tf_kernels_0.35_96_no_top.h5")]
    [InlineData(1.4, 224, "mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.4_224_no_top.h5")]
    public void The_file_names_of_official_weights_match_Keras(double alpha, int size, string name)
    {
        Assert.True(Network.OfficialWeights!.Exist(alpha, size));
        Assert.Equal(name, Network.OfficialWeights.FileName(alpha, size));
    }

    [Theory]
    [InlineData(0.6, 224)]
    [InlineData(1.0, 100)]
    [InlineData(1.3, 192)]
    public void Other_widths_and_sizes_have_no_official_weights(double alpha, int size) => Assert.False(Network.OfficialWeights!.Exist(alpha, size));

    /// <summary>Returns the layer names as keras.applications builds them, block by block.</summary>
    private static IEnumerable<string> Names()
    {
        foreach (var name in (string[])["input_1", "Conv1_pad", "Conv1", "bn_Conv1", "Conv1_relu"]) yield return name;
        for (var block = 0; block <= 16; block++)
        {
            var prefix = block == 0 ? "expanded_conv_" : $"block_{block}_";
            string[] expand = block == 0 ? [] : ["expand", "expand_BN", "expand_relu"];
            string[] pad = block is 1 or 3 or 6 or 13 ? ["pad"] : [];
            string[] add = block is 2 or 4 or 5 or 7 or 8 or 9 or 11 or 12 or 14 or 15 ? ["add"] : [];
            foreach (var part in (string[])[.. expand, .. pad, "depthwise", "depthwise_BN", "depthwise_relu", "project", "project_BN", .. add])
                yield return prefix + part;
        }

        foreach (var name in (string[])["Conv_1", "Conv_1_bn", "out_relu"]) yield return name;
    }
}
