using FlowerModel.Testing;
using FlowerModel.Trainer.Keras;
using FlowerModel.Trainer.Network;
using FlowerModel.Trainer.Tests.Engine;
using TorchSharp;

namespace FlowerModel.Trainer.Tests.Network;

[Collection(EngineTests.Name)]
public class MobileNetV2Tests
{
    [Theory]
    [InlineData("mobilenet_v2_0.35_224_no_top.h5", 0.35)]
    [InlineData("mobilenet_v2_1.0_224_no_top.h5", 1.0)]
    public void Both_real_bases_load_and_their_folded_forward_pass_equals_the_plain_one(string file, double alpha)
    {
        var options = new MobileNetV2Options { Alpha = alpha };
        var weights = KerasWeightsFile.Read(ReferenceData.Weights(file));
        using var scope = torch.NewDisposeScope();
        using var _ = torch.no_grad();
        using var plain = MobileNetV2.Load(options, weights);
        using var folded = MobileNetV2.Load(options, weights);
        folded.FoldForInference(19);
        var input = torch.rand(2, 224, 224, 3, generator: null) * 2 - 1;
        input = input.permute(0, 3, 1, 2);

        var expected = plain.forward(input);
        var actual = folded.forward(input);

        Assert.Equal([2, 1280, 7, 7], expected.shape);
        Assert.True((expected - actual).abs().max().item<float>() < 1e-3f);
        Assert.Equal(weights.Layers.Select(layer => layer.Name), plain.ToKerasWeights().Layers.Select(layer => layer.Name));
    }
}
