using FlowerModel.Conversion.Keras;
using FlowerModel.Distiller.Initialization;
using FlowerModel.Distiller.Tests.Networks;
using FlowerModel.Networks;
using FlowerModel.Trainer.Features;
using FlowerModel.Trainer.Network;

namespace FlowerModel.Distiller.Tests.Initialization;

public class ConvolutionsTests
{
    /// <summary>The stem and the first block, computed here and by the interpreter; odd sizes have other zeros around them than even ones.</summary>
    [Theory]
    [InlineData(32)]
    [InlineData(37)]
    public void Folded_convolutions_return_the_interpreters_activations(int size)
    {
        var network = NetworkCatalog.Default.At(0.35, size);
        var weights = RandomTeacher.Create(network, seed: 3);
        var image = RandomTeacher.Images(size, 1, seed: 5)[0];
        var frozen = new FrozenBase(network, [new Tap(network.Network, 2)], () => weights);
        var expected = new float[frozen.Length];
        frozen.Run(image, expected);

        var block = new NarrowBlock(
            network.BoundaryShape(0), isStem: true, Read(weights, "Conv1", "bn_Conv1"),
            Read(weights, "expanded_conv_depthwise", "expanded_conv_depthwise_BN"), stride: 1);
        block.Run(image);
        var actual = new float[expected.Length];
        Convolutions.Pointwise(block.Hidden, Read(weights, "expanded_conv_project", "expanded_conv_project_BN"), actual);

        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
    }

    private static FoldedConvolution Read(KerasWeights weights, string convolution, string norm) => FoldedConvolution.Read(weights, convolution, norm);
}
