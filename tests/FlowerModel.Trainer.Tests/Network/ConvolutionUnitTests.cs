using FlowerModel.Trainer.Network;

namespace FlowerModel.Trainer.Tests.Network;

public class ConvolutionUnitTests
{
    // keras.applications.imagenet_utils.correct_pad for stride 2; 'same' for stride 1.
    [Theory]
    [InlineData(224, 3, 2, 0, 1)]
    [InlineData(7, 3, 2, 1, 1)]
    [InlineData(224, 3, 1, 1, 1)]
    [InlineData(7, 3, 1, 1, 1)]
    [InlineData(14, 1, 1, 0, 0)]
    public void Padding_is_asymmetric_before_stride_2_on_even_sizes(int size, int kernel, int stride, int before, int after) =>
        Assert.Equal((before, after), ConvolutionUnit.Padding(size, kernel, stride));
}
