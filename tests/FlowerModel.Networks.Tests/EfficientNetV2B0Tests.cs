using FlowerModel.Networks.Layers;

namespace FlowerModel.Networks.Tests;

public sealed class EfficientNetV2B0Tests
{
    private static readonly NetworkDescription Network = NetworkCatalog.Find("EfficientNetV2B0")!;

    // From model.summary() of Keras without top, and with Keras' dense layer of 1000 classes.
    [Fact]
    public void The_number_of_parameters_matches_Keras()
    {
        var parameters = Parameters.Count(Network.At(1, 224));
        Assert.Equal((5_919_312, 7_200_312), (parameters, parameters + (1281 * 1000)));
    }

    [Fact]
    public void Layers_with_weights_have_the_names_and_order_of_Keras()
    {
        var network = Network.At(1, 224);
        Assert.Equal(Names(), network.Layers.Where(layer => network.WeightsOf(layer).Count > 0).Select(layer => layer.Name));
        Assert.All(Network.Layers.OfType<BatchNormalizationLayer>(), layer => Assert.Equal((1e-3, 0.9), (layer.Epsilon, layer.Momentum)));
        Assert.All(
            Network.Layers.OfType<ActivationLayer>(),
            layer => Assert.Equal(
                layer.Name.EndsWith("se_expand_activation", StringComparison.Ordinal) ? ActivationFunction.Sigmoid : ActivationFunction.Swish, layer.Activation));
    }

    [Fact]
    public void Sizes_channels_and_shortcuts_match_Keras()
    {
        var sized = Network.At(1, 224);
        Assert.Equal(
            "112x32 112x16 56x32 56x32 28x48 28x48 14x96 14x96 14x96 14x112 14x112 14x112 14x112 14x112 7x192 7x192 7x192 7x192 7x192 7x192 7x192 7x192 7x1280",
            string.Join(" ", Enumerable.Range(1, Network.Blocks.Count).Select(sized.BoundaryShape).Select(shape => $"{shape.Height}x{shape.Channels}")));
        Assert.Equal(
            "2b 3b 4b 4c 5b 5c 5d 5e 6b 6c 6d 6e 6f 6g 6h",
            string.Join(" ", Network.Layers.OfType<AddLayer>().Select(layer => layer.Name["block".Length..^"_add".Length])));
        Assert.Equal(12, Network.At(1, 224).WeightsOf(Network.FindLayer("block4a_se_reduce")!)[1].Shape[0]);
        Assert.Equal(28, Network.At(1, 224).WeightsOf(Network.FindLayer("block6a_se_reduce")!)[1].Shape[0]);
    }

    // Keras rescales to [0, 1] and normalizes with ImageNet's means and deviations.
    [Fact]
    public void Pixels_are_normalized_as_in_Keras()
    {
        var layer = Network.Layers.OfType<ChannelScaleLayer>().Single();
        for (var c = 0; c < 3; c++)
        {
            var pixel = ((200 - Network.Input.Mean) / Network.Input.StandardDeviation * layer.Scale[c]) + layer.Shift[c];
            Assert.Equal(((200 / 255.0) - new[] { 0.485, 0.456, 0.406 }[c]) / new[] { 0.229, 0.224, 0.225 }[c], pixel, 1e-6);
        }
    }

    [Fact]
    public void The_official_weights_are_those_of_Keras()
    {
        Assert.True(Network.OfficialWeights!.Exist(1, 224));
        Assert.Equal("efficientnetv2-b0_notop.h5", Network.OfficialWeights.FileName(1, 224));
        Assert.Equal("https://storage.googleapis.com/tensorflow/keras-applications/efficientnet_v2/", Network.OfficialWeights.Url);
    }

    private static IEnumerable<string> Names()
    {
        foreach (var name in (string[])["stem_conv", "stem_bn"]) yield return name;
        foreach (var (stage, repeats) in ((int, int)[])[(1, 1), (2, 2), (3, 2), (4, 3), (5, 5), (6, 8)])
        {
            string[] parts = stage switch
            {
                1 => ["project_conv", "project_bn"],
                <= 3 => ["expand_conv", "expand_bn", "project_conv", "project_bn"],
                _ => ["expand_conv", "expand_bn", "dwconv2", "bn", "se_reduce", "se_expand", "project_conv", "project_bn"],
            };
            for (var repeat = 0; repeat < repeats; repeat++)
            {
                foreach (var part in parts) yield return $"block{stage}{(char)('a' + repeat)}_{part}";
            }
        }

        foreach (var name in (string[])["top_conv", "top_bn"]) yield return name;
    }
}
