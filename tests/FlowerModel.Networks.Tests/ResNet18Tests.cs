using FlowerModel.Networks.Layers;

namespace FlowerModel.Networks.Tests;

public sealed class ResNet18Tests
{
    private static readonly NetworkDescription Network = NetworkCatalog.Find("ResNet18")!;

    // torchvision's resnet18 has 11,176,512 trainable parameters without its dense layer, and 4,800 channels behind convolutions, each with two
    // statistics. The package's network has one more block of 512 channels, and a mean image.
    [Fact]
    public void The_number_of_parameters_is_that_of_the_published_network()
    {
        const int Block = 2 * ((9 * 512 * 512) + (2 * 512));
        const int Statistics = 2 * (4_800 + (2 * 512));
        Assert.Equal(11_176_512 + Block + Statistics, Parameters.Count(Network.At(1, 224)) - (224 * 224 * 3));
    }

    [Fact]
    public void Kinds_and_sizes_match_the_file()
    {
        Assert.Equal((22, 22), (Network.Layers.OfType<ConvolutionLayer>().Count(), Network.Layers.OfType<BatchNormalizationLayer>().Count()));
        Assert.Equal((9, 19), (Network.Layers.OfType<AddLayer>().Count(), Network.Layers.OfType<ActivationLayer>().Count()));
        Assert.All(Network.Layers.OfType<ActivationLayer>(), layer => Assert.Equal(ActivationFunction.Relu, layer.Activation));
        var sized = Network.At(1, 224);
        Assert.Equal(
            [(56, 64), (56, 64), (56, 64), (28, 128), (28, 128), (14, 256), (14, 256), (7, 512), (7, 512), (7, 512)],
            Enumerable.Range(1, 10).Select(boundary => (sized.BoundaryShape(boundary).Height, sized.BoundaryShape(boundary).Channels)));
        Assert.Equal(new FeatureShape(112, 112, 64), sized.ShapeOf(Network.FindLayer("conv1_relu")!));
    }

    [Fact]
    public void The_weights_are_in_a_package()
    {
        Assert.True(Network.OfficialWeights!.Exist(1, 224));
        Assert.Equal(("Microsoft.ML.DnnImageFeaturizer.ResNet18", "0.23.1"), (Network.OfficialWeights.Package!.Id, Network.OfficialWeights.Package.Version));
        Assert.All(
            NetworkCatalog.All.Where(network => network != Network), network => Assert.Null(network.OfficialWeights?.Package));
    }
}
