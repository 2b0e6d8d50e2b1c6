using FlowerModel.Networks;
using FlowerModel.Networks.Layers;
using FlowerModel.Training.Graphs;
using FlowerModel.Training.Tests.Judge;

namespace FlowerModel.Training.Tests.Graphs;

/// <summary>Every kind of training ends with TorchSharp's weights: heads, fine-tuning from block_11, whole networks from scratch.</summary>
[Collection(JudgedTests.Name)]
public sealed class TwentyStepsTests
{
    private const int Classes = 5;
    private const int Images = 10;
    private static readonly SizedNetwork Network = NetworkCatalog.OfKey("mobileNetV2").At(0.35, 96);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_head_has_the_weights_of_TorchSharp(bool isLinear)
    {
        const string Input = "features";
        var head = isLinear ? HeadLists.Linear(Input, Classes, 0) : HeadLists.Convolution(Input, 32, Classes, 0);
        new TwentySteps(head, Input, Network.Output, new GraphOptions { BatchSize = Images }, Classes).AssertAgree(1e-5);
    }

    [Theory]
    [InlineData(false, 1e-4)]
    [InlineData(true, 1e-3)]
    public void A_fine_tuned_network_has_the_weights_of_TorchSharp(bool batchStatistics, double tolerance) =>
        Steps(Network, Network.Network.FindLayer("block_11_expand")!.Block, batchStatistics).AssertAgree(tolerance);

    // Squeeze-and-excite and hard-swish; 5 by 5 kernels with a stride of 2.
    [Theory]
    [InlineData("mobileNetV3Small", "expanded_conv_8", 96, 1e-4)]
    [InlineData("mobileNetV3Large", "expanded_conv_13", 96, 1e-4)]
    [InlineData("efficientNetLite0", "block6a", 64, 1e-3)]
    [InlineData("efficientNetV2B0", "block6g", 96, 1e-3)]
    [InlineData("resNet18", "conv5_block2", 224, 1e-3)]
    public void Other_fine_tuned_networks_have_the_weights_of_TorchSharp(string key, string from, int imageSize, double tolerance)
    {
        var network = NetworkCatalog.OfKey(key).At(1, imageSize);
        Steps(network, network.Network.FindLayer(from)!.Block, batchStatistics: false).AssertAgree(tolerance);
    }

    // Statistics of few positions per channel, layer after layer, multiply the differences between float32 and double precision.
    [Theory]
    [InlineData("mobileNetV2", 0.35, 2e-3)]
    [InlineData("mobileNetV1", 0.25, 2e-3)]
    [InlineData("mobileNetV3Small", 0.75, 2e-3)]
    [InlineData("efficientNetLite0", 1, 2e-2)]
    public void A_network_trained_from_scratch_has_the_weights_of_TorchSharp(string network, double alpha, double tolerance) =>
        Steps(NetworkCatalog.OfKey(network).At(alpha, 64), 0, batchStatistics: true).AssertAgree(tolerance);

    private static TwentySteps Steps(SizedNetwork network, int boundary, bool batchStatistics) => new(
        [
            .. network.Layers.Where(layer => layer.Block >= boundary && layer is not InputLayer),
            .. HeadLists.Linear(network.Layers[^1].Name, Classes, 0),
        ],
        network.Network.BoundaryLayer(boundary).Name,
        network.BoundaryShape(boundary),
        new GraphOptions { BatchSize = Images, BatchStatistics = batchStatistics },
        Classes);
}
