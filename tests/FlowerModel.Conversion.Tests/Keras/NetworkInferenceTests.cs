using FlowerModel.Conversion.Keras;
using FlowerModel.Networks;
using FlowerModel.Testing;

namespace FlowerModel.Conversion.Tests.Keras;

public sealed class NetworkInferenceTests
{
    // Channels of the first convolution, of the blocks in table 2 of the paper and of the last convolution, rounded to multiples of 8 by hand.
    [Theory]
    [InlineData(0.35, 16, 8, 8, 16, 24, 32, 56, 112, 1280)]
    [InlineData(0.5, 16, 8, 16, 16, 32, 48, 80, 160, 1280)]
    [InlineData(0.75, 24, 16, 24, 24, 48, 72, 120, 240, 1280)]
    [InlineData(1.0, 32, 16, 24, 32, 64, 96, 160, 320, 1280)]
    [InlineData(1.3, 40, 24, 32, 40, 80, 128, 208, 416, 1664)]
    [InlineData(1.4, 48, 24, 32, 48, 88, 136, 224, 448, 1792)]
    public void Official_widths_of_MobileNetV2_are_inferred_from_channels(double alpha, params int[] channels)
    {
        int[] repeats = [1, 1, 2, 3, 4, 3, 3, 1, 1];
        var weights = MobileNetV2([.. channels.Zip(repeats).SelectMany(pair => Enumerable.Repeat(pair.First, pair.Second))]);
        var network = NetworkInference.NetworkOf(weights);
        Assert.Equal(("MobileNetV2", alpha), (network.Name, NetworkInference.AlphaOf(network, weights)));
    }

    // MobileNet truncates the number of channels and does not round it.
    [Theory]
    [InlineData(0.25, 8, 16, 32, 64, 128, 256)]
    [InlineData(0.5, 16, 32, 64, 128, 256, 512)]
    [InlineData(0.75, 24, 48, 96, 192, 384, 768)]
    [InlineData(1.0, 32, 64, 128, 256, 512, 1024)]
    [InlineData(0.29, 9, 18, 37, 74, 148, 296)]
    public void Widths_of_MobileNetV1_are_inferred_from_channels(double alpha, params int[] channels)
    {
        int[] repeats = [1, 1, 2, 2, 6, 2];
        int[] outputs = [.. channels.Zip(repeats).SelectMany(pair => Enumerable.Repeat(pair.First, pair.Second))];
        var weights = Weights(outputs.Select((count, index) => (index == 0 ? "conv1" : $"conv_pw_{index}", count)));
        var network = NetworkInference.NetworkOf(weights);
        Assert.Equal(("MobileNetV1", alpha), (network.Name, NetworkInference.AlphaOf(network, weights)));
    }

    [Theory]
    [InlineData("mobilenet_v2_1.0_224_no_top.h5", 1.0)]
    [InlineData("mobilenet_v2_0.35_224_no_top.h5", 0.35)]
    public void Network_and_width_are_inferred_from_real_weights(string file, double alpha)
    {
        var weights = KerasWeightsFile.Read(ReferenceData.Weights(file));
        var network = NetworkInference.NetworkOf(weights);
        Assert.Equal(("MobileNetV2", alpha), (network.Name, NetworkInference.AlphaOf(network, weights)));
    }

    [Fact]
    public void Other_networks_are_rejected()
    {
        var odd = Assert.Throws<KerasWeightsException>(
            () => NetworkInference.AlphaOf(NetworkCatalog.Find("MobileNetV2")!, MobileNetV2([.. Enumerable.Repeat(17, 19)])));
        Assert.Contains("match no width of MobileNetV2 from 0.35 to 1.4", odd.Reason, StringComparison.Ordinal);
        var empty = Assert.Throws<KerasWeightsException>(() => NetworkInference.NetworkOf(new KerasWeights([], "nothing")));
        Assert.Contains("(MobileNetV2, EfficientNetLite0, EfficientNetV2B0, MobileNetV1, ", empty.Reason, StringComparison.Ordinal);
        var cut = MobileNetV2([.. Enumerable.Repeat(16, 19)]);
        var lacking = Assert.Throws<KerasWeightsException>(
            () => NetworkInference.NetworkOf(new KerasWeights(cut.Layers.Where(layer => layer.Name != "block_7_project"), "cut")));
        Assert.StartsWith("layer block_7_project is missing", lacking.Reason, StringComparison.Ordinal);
    }

    // Squeeze-and-excite of EfficientNet-B0; one more repeat, as EfficientNet-Lite1 and EfficientNetV2-B1 have at the same widths; MobileNetV3-Large.
    [Theory]
    [InlineData("EfficientNetLite0", "block1a_se_reduce")]
    [InlineData("EfficientNetLite0", "block2c_expand_conv")]
    [InlineData("EfficientNetV2B0", "block1b_project_conv")]
    [InlineData("MobileNetV3Small", "expanded_conv_11/expand")]
    [InlineData("ResNet18", "conv2_block3_1_conv")]
    public void Weights_with_a_layer_in_a_block_that_the_network_does_not_have_are_those_of_another_network(string name, string layer)
    {
        var error = Assert.Throws<KerasWeightsException>(() => NetworkInference.NetworkOf(WithFurther(name, layer)));
        Assert.StartsWith($"layer {layer} does not belong to a block of {name}", error.Reason, StringComparison.Ordinal);
    }

    // Keras' own heads, and names that people give.
    [Theory]
    [InlineData("EfficientNetLite0", "top_dense", "predictions", "blockwise_dense")]
    [InlineData("EfficientNetV2B0", "top_dense", "predictions", "stem_scale")]
    [InlineData("MobileNetV2", "Logits", "predictions", "Conv_2")]
    [InlineData("MobileNetV1", "conv_preds", "conv2d_1", "dense_1")]
    [InlineData("MobileNetV3Small", "Conv_2", "Logits", "conv2d")]
    [InlineData("ResNet18", "conv2d_1", "batch_normalization", "conv6_dense")]
    public void Layers_of_a_head_do_not_matter(string name, params string[] head) =>
        Assert.Equal(name, NetworkInference.NetworkOf(WithFurther(name, head)).Name);

    /// <summary>Creates the weights of a network, and kernels of further layers.</summary>
    private static KerasWeights WithFurther(string name, params string[] further)
    {
        var network = NetworkCatalog.Find(name)!;
        var own = RandomWeights.OfAnyBase(network.At(network.MaxAlpha, network.MinImageSize), seed: 1);
        return own.Append(Weights(further.Select(layer => (layer, 8))));
    }

    /// <summary>Creates the kernels of a MobileNetV2 whose blocks have the given numbers of output channels.</summary>
    private static KerasWeights MobileNetV2(int[] channels)
    {
        var layers = new List<(string, int)> { ("Conv1", channels[0]), ("expanded_conv_project", channels[1]) };
        for (var block = 1; block <= 16; block++)
        {
            layers.Add(($"block_{block}_expand", 6 * channels[block]));
            layers.Add(($"block_{block}_project", channels[block + 1]));
        }

        return Weights([.. layers, ("Conv_1", channels[18])]);
    }

    private static KerasWeights Weights(IEnumerable<(string Name, int Outputs)> layers) =>
        new(layers.Select(layer => new KerasLayer(layer.Name, [new KerasTensor("kernel", [1, 1, 1, layer.Outputs], [])])), "shapes alone");
}
