using FlowerModel.Networks.Layers;

namespace FlowerModel.Networks.Tests;

public sealed class EfficientNetLite0Tests
{
    private static readonly NetworkDescription Network = NetworkCatalog.Find("EfficientNetLite0")!;

    // The port to Keras states 4,652,008 trainable parameters with its dense layer of 1000 classes; BatchNorm's statistics are not trainable.
    [Fact]
    public void The_number_of_parameters_matches_the_port_to_Keras()
    {
        var statistics = Network.At(1, 224).Layers.OfType<BatchNormalizationLayer>().Sum(layer => 2 * Network.At(1, 224).ShapeOf(layer).Channels);
        var parameters = Parameters.Count(Network.At(1, 224));
        Assert.Equal((3_413_024, 42_016, 4_652_008), (parameters, statistics, parameters - statistics + (1281 * 1000)));
    }

    [Fact]
    public void Layers_with_weights_have_the_names_and_order_of_Keras()
    {
        var network = Network.At(1, 224);
        Assert.Equal(Names(), network.Layers.Where(layer => network.WeightsOf(layer).Count > 0).Select(layer => layer.Name));
        Assert.All(Network.Layers.OfType<BatchNormalizationLayer>(), layer => Assert.Equal((1e-3, 0.99), (layer.Epsilon, layer.Momentum)));
        Assert.All(Network.Layers.OfType<ActivationLayer>(), layer => Assert.Equal(ActivationFunction.Relu6, layer.Activation));
    }

    [Fact]
    public void Sizes_channels_and_shortcuts_match_the_paper()
    {
        var sized = Network.At(1, 224);
        Assert.Equal(
            "112x32 112x16 56x24 56x24 28x40 28x40 14x80 14x80 14x80 14x112 14x112 14x112 7x192 7x192 7x192 7x192 7x320 7x1280",
            string.Join(" ", Enumerable.Range(1, Network.Blocks.Count).Select(sized.BoundaryShape).Select(shape => $"{shape.Height}x{shape.Channels}")));
        Assert.Equal(
            "2b 3b 4b 4c 5b 5c 6b 6c 6d",
            string.Join(" ", Network.Layers.OfType<AddLayer>().Select(layer => layer.Name["block".Length..^"_add".Length])));
    }

    [Fact]
    public void Kernels_strides_and_zeros_match_Keras()
    {
        Assert.Equal(
            "1a:3/1 2a:3/2 2b:3/1 3a:5/2 3b:5/1 4a:3/2 4b:3/1 4c:3/1 5a:5/1 5b:5/1 5c:5/1 6a:5/2 6b:5/1 6c:5/1 6d:5/1 7a:3/1",
            string.Join(" ", Network.Layers.OfType<DepthwiseConvolutionLayer>().Select(
                layer => $"{layer.Name["block".Length..^"_dwconv".Length]}:{layer.KernelSize}/{layer.Stride}")));
        Assert.All(
            Network.Layers.OfType<DepthwiseConvolutionLayer>(),
            layer => Assert.Equal(layer.Stride == 2 ? PaddingMode.Valid : PaddingMode.Same, layer.Padding));
        Assert.Equal(
            [("stem_conv_pad", 0, 1, 1), ("block2a_dwconv_pad", 0, 1, 1), ("block3a_dwconv_pad", 1, 2, 2), ("block4a_dwconv_pad", 0, 1, 1),
                ("block6a_dwconv_pad", 1, 2, 2)],
            Network.Layers.OfType<ZeroPaddingLayer>().Select(layer => (layer.Name, layer.Zeros.Of(56).Before, layer.Zeros.Of(25).Before, layer.Zeros.Of(56).After)));
    }

    // A byte becomes (value - 127) / 128; there are no weights but those in files.
    [Fact]
    public void Pixels_are_normalized_as_by_the_authors_and_no_weights_are_published()
    {
        Assert.Equal((127f, 128f), (Network.Input.Mean, Network.Input.StandardDeviation));
        Assert.False(Network.KerasIncludesPreprocessing);
        Assert.Null(Network.OfficialWeights);
    }

    [Fact]
    public void Fine_tuning_starts_with_the_last_third_of_the_blocks()
    {
        var block = Network.FindLayer(Network.FineTuneFrom)!.Block;
        Assert.Equal((12, 18), (block, Network.Blocks.Count));
        Assert.Equal(new FeatureShape(14, 14, 112), Network.At(1, 224).BoundaryShape(block));
    }

    private static IEnumerable<string> Names()
    {
        foreach (var name in (string[])["stem_conv", "stem_bn"]) yield return name;
        foreach (var (stage, repeats) in ((int, int)[])[(1, 1), (2, 2), (3, 2), (4, 3), (5, 3), (6, 4), (7, 1)])
        {
            string[] parts = [.. stage == 1 ? (string[])[] : ["expand_conv", "expand_bn"], "dwconv", "bn", "project_conv", "project_bn"];
            for (var repeat = 0; repeat < repeats; repeat++)
            {
                foreach (var part in parts) yield return $"block{stage}{(char)('a' + repeat)}_{part}";
            }
        }

        foreach (var name in (string[])["top_conv", "top_bn"]) yield return name;
    }
}
