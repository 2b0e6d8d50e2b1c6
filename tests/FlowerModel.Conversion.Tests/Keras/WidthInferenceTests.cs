using FlowerModel.Conversion.Keras;
using FlowerModel.Testing;

namespace FlowerModel.Conversion.Tests.Keras;

public sealed class WidthInferenceTests
{
    // Channels of the first convolution, of the stages of the paper's table 2 and of the last convolution, rounded to multiples of 8 by hand.
    [Theory]
    [InlineData(0.35, 16, 8, 8, 16, 24, 32, 56, 112, 1280)]
    [InlineData(0.5, 16, 8, 16, 16, 32, 48, 80, 160, 1280)]
    [InlineData(0.75, 24, 16, 24, 24, 48, 72, 120, 240, 1280)]
    [InlineData(1.0, 32, 16, 24, 32, 64, 96, 160, 320, 1280)]
    [InlineData(1.3, 40, 24, 32, 40, 80, 128, 208, 416, 1664)]
    [InlineData(1.4, 48, 24, 32, 48, 88, 136, 224, 448, 1792)]
    public void Official_widths_are_found_by_their_channels(double alpha, params int[] channels)
    {
        int[] repeats = [1, 1, 2, 3, 4, 3, 3, 1, 1];
        int[] stages = [.. channels.Zip(repeats).SelectMany(pair => Enumerable.Repeat(pair.First, pair.Second))];
        Assert.Equal(alpha, WidthInference.AlphaOf(Weights(stages)));
    }

    [Theory]
    [InlineData("mobilenet_v2_1.0_224_no_top.h5", 1.0)]
    [InlineData("mobilenet_v2_0.35_224_no_top.h5", 0.35)]
    public void The_width_of_real_weights_is_found(string file, double alpha) =>
        Assert.Equal(alpha, WidthInference.AlphaOf(KerasWeightsFile.Read(ReferenceData.Weights(file))));

    [Fact]
    public void Other_networks_are_refused()
    {
        var odd = Assert.Throws<KerasWeightsException>(() => WidthInference.AlphaOf(Weights([.. Enumerable.Repeat(17, 19)])));
        Assert.Contains("no width", odd.Reason, StringComparison.Ordinal);
        var empty = Assert.Throws<KerasWeightsException>(() => WidthInference.AlphaOf(new KerasWeights([], "nothing")));
        Assert.Contains("Conv1", empty.Reason, StringComparison.Ordinal);
    }

    private static KerasWeights Weights(int[] channels) => new(
        KerasMobileNetV2.Stages.Select(stage => new KerasLayer(
            stage.Expansion == 0 ? stage.Name : stage.Name + "_project", [new KerasTensor("kernel", [1, 1, 1, channels[stage.Index]], [])])),
        "shapes alone");
}
