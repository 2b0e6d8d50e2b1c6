using FlowerModel.Conversion.Keras;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Stages;
using FlowerModel.Pipeline.Text;
using FlowerModel.Runtime.Images;
using FlowerModel.Testing;
using FlowerModel.Trainer.Network;
using FlowerModel.Trainer.Tests.Engine;
using FlowerModel.Trainer.Verbs;
using TorchSharp;

namespace FlowerModel.Trainer.Tests.Bases;

/// <summary>The base that comes with the trainer.</summary>
[Collection(EngineTests.Name)]
public class EmbeddedBaseTests
{
    private static readonly MobileNetV2Options Shape = new() { Alpha = EmbeddedBase.Alpha, ImageSize = EmbeddedBase.ImageSize };

    [Fact]
    public void Its_file_lies_beside_the_trainer_with_the_hash_that_keys_are_made_of_and_is_below_2_MB()
    {
        Assert.Equal(EmbeddedBase.Sha256, Hashing.OfFile(BaseNetwork.EmbeddedPath));
        Assert.InRange(new FileInfo(BaseNetwork.EmbeddedPath).Length, 1, 2_000_000);
    }

    [Fact]
    public void Inference_and_training_mode_agree_on_photos_it_has_not_seen()
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        using var network = MobileNetV2.Load(Shape, KerasWeightsFile.Read(BaseNetwork.EmbeddedPath));
        network.Unfreeze(KerasMobileNetV2.Layers[0], BatchNormMode.Training, momentum: 1);
        var images = Images();

        network.eval();
        var inference = network.forward(images).mean([2, 3]);
        network.train();
        var training = network.forward(images).mean([2, 3]);

        var similarity = torch.nn.functional.cosine_similarity(inference, training, dim: 1);
        Assert.InRange(similarity.mean().item<float>(), 0.95f, 1.0001f);
    }

    /// <summary>Photos that it was not trained on, from every class.</summary>
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
