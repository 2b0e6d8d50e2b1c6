using FlowerModel.Conversion.Keras;
using FlowerModel.Networks.Layers;
using FlowerModel.Networks;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Testing;
using FlowerModel.TorchSharpPeer.Network;
using FlowerModel.Trainer.Network;
using FlowerModel.Training.Numerics;
using TorchSharp;

namespace FlowerModel.Training.Tests.Judge;

[Collection(JudgedTests.Name)]
public class TorchNetworkTests
{
    [Theory]
    [InlineData("mobilenet_v2_0.35_224_no_top.h5", 0.35)]
    [InlineData("mobilenet_v2_1.0_224_no_top.h5", 1.0)]
    public void Both_real_bases_load_and_folding_does_not_change_their_output(string file, double alpha)
    {
        var options = NetworkCatalog.Default.At(alpha, 224);
        var weights = KerasWeightsFile.Read(ReferenceData.Weights(file));
        using var scope = torch.NewDisposeScope();
        using var _ = torch.no_grad();
        using var plain = TorchNetwork.Load(options, weights);
        using var folded = TorchNetwork.Load(options, weights);
        folded.FoldForInference(19);
        var input = (torch.rand(2, 224, 224, 3) * 2) - 1;
        input = input.permute(0, 3, 1, 2);

        var expected = plain.forward(input);
        var actual = folded.forward(input);

        Assert.Equal([2, 1280, 7, 7], expected.shape);
        Assert.True((expected - actual).abs().max().item<float>() < 1e-3f);
        Assert.Equal(weights.Layers.Select(layer => layer.Name), plain.ToKerasWeights().Layers.Select(layer => layer.Name));
    }

    [Theory]
    [InlineData("MobileNetV2", 96)]
    [InlineData("MobileNetV2", 97)]
    [InlineData("MobileNetV2", 100)]
    [InlineData("MobileNetV1", 96)]
    [InlineData("MobileNetV1", 97)]
    [InlineData("MobileNetV1", 100)]
    public void Running_in_two_parts_at_any_boundary_equals_running_at_once_for_even_and_odd_sizes(string name, int size)
    {
        var options = NetworkCatalog.Find(name)!.At(0.35, size);
        var last = options.Network.Blocks.Count;
        using var scope = torch.NewDisposeScope();
        using var _ = torch.no_grad();
        using var network = TorchNetwork.Create(options, seed: 3);
        var input = torch.rand(1, size, size, 3).permute(0, 3, 1, 2);
        var whole = network.forward(input);
        for (var boundary = 0; boundary <= last; boundary++)
        {
            var kept = network.Run(input, 0, boundary);
            var (height, width, channels) = options.BoundaryShape(boundary);
            Assert.Equal([1, channels, height, width], kept.shape);
            Assert.Equal(0f, (network.Run(kept, boundary, last) - whole).abs().max().item<float>());
        }
    }

    [Fact]
    public void Folding_batch_normalization_does_not_change_gradients()
    {
        var random = new RandomStream(5);
        using var scope = torch.NewDisposeScope();
        using var unit = new ConvolutionUnit(
            new ConvolutionLayer("conv", "image", 6, 3, 2, PaddingMode.Same, HasBias: false), new BatchNormalizationLayer("norm", "conv", 1e-3, 0.999), inputs: 4);
        unit.Load(new KerasWeights(
            [
                new("conv", [new("kernel", [3, 3, 4, 6], random.Uniform(216, -1, 1))]),
                new("norm",
                    [
                        new("gamma", [6], random.Uniform(6, 0.5, 2)), new("beta", [6], random.Uniform(6, -1, 1)),
                        new("moving_mean", [6], random.Uniform(6, -1, 1)), new("moving_variance", [6], random.Uniform(6, 0.5, 2)),
                    ]),
            ],
            "a test"));
        var input = torch.tensor(random.Uniform(2 * 8 * 8 * 4, -1, 1), [2, 8, 8, 4]).permute(0, 3, 1, 2);
        var output = unit.forward(input);
        output.pow(2).sum().backward();
        var parameters = unit.LayerParameters.Select(entry => entry.Parameter).ToArray();
        var gradients = parameters.Select(parameter => parameter.grad!.clone()).ToArray();
        foreach (var parameter in parameters) parameter.grad!.zero_();

        var buffers = unit.buffers().ToArray();
        var convolved = torch.nn.functional.conv2d(torch.nn.functional.pad(input, [0, 1, 0, 1]), parameters[0], null, [2, 2]);
        var expected = torch.nn.functional.batch_norm(
            convolved, buffers[0], buffers[1], parameters[1], parameters[2], training: false, eps: 1e-3);
        expected.pow(2).sum().backward();

        Assert.True((expected - output).abs().max().item<float>() < 1e-4);
        foreach (var (parameter, gradient) in parameters.Zip(gradients))
        {
            Assert.True(((parameter.grad! - gradient).abs().max() / gradient.abs().max()).item<float>() < 1e-4);
        }
    }

    [Fact]
    public void Unfreezing_from_inside_a_block_leaves_its_earlier_layers_frozen()
    {
        using var network = TorchNetwork.Create(NetworkCatalog.Default.At(0.35, 96), seed: 1);

        network.Unfreeze(NetworkCatalog.Default.FindLayer("100")!, BatchNormMode.Inference);

        var frozen = network.LayerParameters
            .Where(entry => !entry.Parameter.requires_grad).Select(entry => entry.Layer.Name).Distinct().ToArray();
        Assert.Equal("block_11_expand", frozen[^1]);
        Assert.Equal("block_11_expand_BN", network.LayerParameters.First(entry => entry.Parameter.requires_grad).Layer.Name);
    }

    [Fact]
    public void The_same_seed_returns_the_same_random_weights_within_the_limits_of_Keras()
    {
        var options = NetworkCatalog.Default.At(0.35, 96);
        using var first = TorchNetwork.Create(options, seed: 7);
        using var second = TorchNetwork.Create(options, seed: 7);

        var kernel = first.ToKerasWeights().Require("Conv_1", "kernel", 1, 1, 112, 1280).Values;

        Assert.Equal(kernel, second.ToKerasWeights().Require("Conv_1", "kernel", 1, 1, 112, 1280).Values);
        var limit = Math.Sqrt(6.0 / (112 + 1280));
        Assert.InRange(kernel.Max(), 0.99 * limit, limit);
        Assert.InRange(kernel.Min(), -limit, -0.99 * limit);
    }

    [Fact]
    public void Weights_of_another_width_are_rejected_with_file_layer_and_shapes()
    {
        var path = ReferenceData.Weights("mobilenet_v2_0.35_224_no_top.h5");
        var weights = KerasWeightsFile.Read(path);

        var error = Assert.Throws<KerasShapeException>(() => TorchNetwork.Load(NetworkCatalog.Default.At(1.0, 224), weights));

        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Contains(
            "layer Conv1, weight kernel: expected shape (3, 3, 3, 32), found (3, 3, 3, 16)", error.Message, StringComparison.Ordinal);
    }
}
