using FlowerModel.Conversion.Keras;
using FlowerModel.Networks;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Stages;
using FlowerModel.Pipeline.Text;
using FlowerModel.Runtime.Images;
using FlowerModel.Testing;
using FlowerModel.TorchSharpPeer.Network;
using FlowerModel.Trainer.Network;
using FlowerModel.Trainer.Tests.Engine;
using FlowerModel.Trainer.Verbs;
using TorchSharp;

namespace FlowerModel.Trainer.Tests.Bases;

/// <summary>The base that ships with the trainer.</summary>
[Collection(EngineTests.Name)]
public class EmbeddedBaseTests
{
    private static readonly EmbeddedWeights Weights = NetworkCatalog.Default.EmbeddedWeights[0];
    private static readonly SizedNetwork Shape = NetworkCatalog.Default.At(Weights.Alpha, Weights.ImageSize);

    [Fact]
    public void Its_file_is_next_to_the_trainer_has_the_hash_used_in_keys_and_is_smaller_than_2_MB()
    {
        Assert.Equal(Weights.Sha256, Hashing.OfFile(BaseNetwork.PathOf(Weights)));
        Assert.InRange(new FileInfo(BaseNetwork.PathOf(Weights)).Length, 1, 2_000_000);
    }

    [Fact]
    public void Inference_and_training_mode_agree_on_unseen_photos()
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        using var network = TorchNetwork.Load(Shape, KerasWeightsFile.Read(BaseNetwork.PathOf(Weights)));
        network.Unfreeze(NetworkCatalog.Default.Layers[0], BatchNormMode.Training, momentum: 1);
        var images = Images();

        network.eval();
        var inference = network.forward(images).mean([2, 3]);
        network.train();
        var training = network.forward(images).mean([2, 3]);

        var similarity = torch.nn.functional.cosine_similarity(inference, training, dim: 1);
        Assert.InRange(similarity.mean().item<float>(), 0.95f, 1.0001f);
    }

    /// <summary>Photos from every class that the base was not trained on.</summary>
    private static torch.Tensor Images()
    {
        var size = new ImagePreprocessor(Shape.ImageSize, Shape.ImageSize);
        var classes = Directory.EnumerateDirectories(ReferenceData.FlowerPhotos).Order(StringComparer.Ordinal);
        string[] files = [.. classes.SelectMany(folder => Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).Take(16))];
        var values = new float[files.Length * size.Length];
        for (var i = 0; i < files.Length; i++)
            size.Prepare(RgbImage.Load(File.ReadAllBytes(files[i])), values.AsSpan(i * size.Length, size.Length));
        return torch.tensor(values, [files.Length, Shape.ImageSize, Shape.ImageSize, 3]).permute(0, 3, 1, 2);
    }
}
