using FlowerModel.Conversion.Keras;

namespace FlowerModel.Conversion.Tests.Keras;

public class KerasMobileNetV2Tests
{
    [Fact]
    public void The_base_has_the_155_layers_of_Keras()
    {
        Assert.Equal(155, KerasMobileNetV2.Layers.Count);
        Assert.Equal(["input_1", "Conv1_pad", "Conv1", "bn_Conv1", "Conv1_relu", "expanded_conv_depthwise"],
            KerasMobileNetV2.Layers.Take(6).Select(layer => layer.Name));
        Assert.Equal(["Conv_1", "Conv_1_bn", "out_relu"], KerasMobileNetV2.Layers.Skip(152).Select(layer => layer.Name));
        Assert.Equal(10, KerasMobileNetV2.Layers.Count(layer => layer.Name.EndsWith("_add", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("100", "block_11_expand_BN")]
    [InlineData("block_11", "block_11_expand")]
    [InlineData("block_13_pad", "block_13_pad")]
    [InlineData("0", "input_1")]
    [InlineData("expanded_conv", "expanded_conv_depthwise")]
    [InlineData("Conv1", "Conv1")]
    [InlineData("154", "out_relu")]
    public void A_layer_is_found_by_index_or_name(string from, string layer) => Assert.Equal(layer, KerasMobileNetV2.FindLayer(from).Name);

    [Theory]
    [InlineData("155")]
    [InlineData("-1")]
    [InlineData("block_17")]
    public void An_unknown_layer_is_refused_with_a_hint(string from) =>
        Assert.Contains(
            "layers", Assert.Throws<ArgumentException>(() => KerasMobileNetV2.FindLayer(from)).Message, StringComparison.Ordinal);

    // Channel counts of keras.applications: round to 8, never below 90 %.
    [Theory]
    [InlineData(0.35, 16, 8, 16, 32, 112, 1280)]
    [InlineData(0.5, 16, 8, 16, 48, 160, 1280)]
    [InlineData(1.0, 32, 16, 32, 96, 320, 1280)]
    [InlineData(1.4, 48, 24, 48, 136, 448, 1792)]
    public void Widths_are_rounded_as_Keras_rounds_them(
        double alpha, int stem, int first, int block3, int block10, int block16, int last)
    {
        var options = new MobileNetV2Options { Alpha = alpha };

        Assert.Equal([stem, first, block3, block10, block16, last], new[] { 0, 1, 4, 11, 17, 18 }.Select(options.Channels));
    }

    [Theory]
    [InlineData(224, 7)]
    [InlineData(128, 4)]
    [InlineData(100, 4)]
    [InlineData(97, 4)]
    public void The_output_has_the_size_Keras_gives_it(int image, int output) =>
        Assert.Equal(output, new MobileNetV2Options { ImageSize = image }.BoundaryShape(19).Height);
}
