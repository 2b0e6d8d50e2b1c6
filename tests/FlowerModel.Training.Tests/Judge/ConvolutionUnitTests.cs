using FlowerModel.Networks.Layers;
using FlowerModel.TorchSharpPeer.Network;
using FlowerModel.Trainer.Network;

namespace FlowerModel.Training.Tests.Judge;

[Collection(JudgedTests.Name)]
public class ConvolutionUnitTests
{
    private static readonly BatchNormalizationLayer Norm = new("norm", "conv", 1e-3, 0.999);

    // 'same' padding as in TensorFlow; correct_pad of keras.applications.imagenet_utils and the fixed zeros of MobileNet before 'valid' with stride 2.
    [Theory]
    [InlineData(224, 3, 2, 0, 1)]
    [InlineData(7, 3, 2, 1, 1)]
    [InlineData(224, 3, 1, 1, 1)]
    [InlineData(7, 3, 1, 1, 1)]
    [InlineData(14, 1, 1, 0, 0)]
    public void Same_padding_is_asymmetric_with_stride_2_and_even_sizes(int size, int kernel, int stride, int before, int after)
    {
        using var unit = new ConvolutionUnit(new ConvolutionLayer("conv", "image", 4, kernel, stride, PaddingMode.Same, HasBias: false), Norm, inputs: 2);
        Assert.Equal((before, after), unit.Zeros(size));
    }

    [Theory]
    [InlineData(224, 0, 1)]
    [InlineData(25, 1, 1)]
    public void A_preceding_padding_layer_is_included(int size, int before, int after)
    {
        using var unit = new ConvolutionUnit(
            new DepthwiseConvolutionLayer("conv", "pad", 3, 2, PaddingMode.Valid, HasBias: false), Norm, inputs: 2,
            new ZeroPaddingLayer("pad", "image", ZeroPadding.Correct(3)));
        Assert.Equal((before, after), unit.Zeros(size));
        using var other = new ConvolutionUnit(
            new DepthwiseConvolutionLayer("conv", "pad", 3, 2, PaddingMode.Valid, HasBias: false), Norm, inputs: 2,
            new ZeroPaddingLayer("pad", "image", ZeroPadding.Fixed(0, 1)));
        Assert.Equal((0, 1), other.Zeros(size));
    }
}
