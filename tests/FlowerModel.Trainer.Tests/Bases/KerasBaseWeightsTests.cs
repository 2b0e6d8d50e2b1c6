using System.IO.Compression;
using FlowerModel.Conversion.Keras;
using FlowerModel.Networks;
using FlowerModel.Pipeline.Stages;
using FlowerModel.Pipeline.Text;
using FlowerModel.Pipeline.Trainer;
using FlowerModel.Testing;
using FlowerModel.Trainer.Network;
using FlowerModel.Trainer.Verbs;
using PureHDF;

namespace FlowerModel.Trainer.Tests.Bases;

/// <summary>Base weights in the formats of Keras 3.</summary>
public sealed class KerasBaseWeightsTests : IDisposable
{
    private static readonly SizedNetwork Shape = NetworkCatalog.Default.At(0.35, 96);

    private readonly TemporaryFolder folder = new();
    private readonly KerasWeights weights = InitialWeights.OfBase(Shape, seed: 3);

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("base.weights.h5")]
    [InlineData("base.keras")]
    public void Base_weights_are_those_of_the_layers_in_order(string name)
    {
        Write(name, weights);

        var loaded = Load(name);

        Assert.Equal(weights.Layers.Select(layer => layer.Name), loaded.Layers.Select(layer => layer.Name));
        foreach (var (expected, actual) in weights.Layers.Zip(loaded.Layers))
        {
            Assert.Equal(expected.Tensors.Select(tensor => tensor.Name), actual.Tensors.Select(tensor => tensor.Name));
            Assert.All(expected.Tensors.Zip(actual.Tensors), pair => Assert.Equal(pair.First.Values, pair.Second.Values));
        }
    }

    [Fact]
    public void Weights_of_a_base_of_which_a_block_is_missing_are_rejected()
    {
        Write("base.weights.h5", new KerasWeights(weights.Layers.SkipLast(2), "test"));

        var error = Assert.Throws<KerasWeightsException>(() => Load("base.weights.h5"));

        Assert.Contains("base.weights.h5", error.Message, StringComparison.Ordinal);
    }

    // EfficientNet-B0 has squeeze-and-excite in the blocks of EfficientNet-Lite0.
    [Fact]
    public void Weights_with_further_layers_in_a_block_are_rejected()
    {
        var shape = NetworkCatalog.Find("EfficientNetLite0")!.At(1, 64);
        var own = InitialWeights.OfBase(shape, seed: 3);
        KerasWeightsFile.Write(own, folder["lite0.h5"]);
        KerasWeightsFile.Write(
            own.Append(new KerasWeights([new("block7a_se_expand", [new("kernel", [1, 1, 48, 1152], new float[48 * 1152])])], "test")), folder["b0.h5"]);

        Assert.Equal(own.Layers.Select(layer => layer.Name), Load("lite0.h5", shape).Layers.Select(layer => layer.Name));
        var error = Assert.Throws<KerasWeightsException>(() => Load("b0.h5", shape));

        Assert.StartsWith("layer block7a_se_expand does not belong to a block of EfficientNetLite0", error.Reason, StringComparison.Ordinal);
    }

    private KerasWeights Load(string name) => Load(name, Shape);

    private KerasWeights Load(string name, SizedNetwork network) => BaseNetwork.Load(
        new TrainerRequest { Model = "test", OutputDirectory = folder.FullName, BaseWeights = folder[name] },
        new BaseSettings(network.Network.Key, network.Alpha, network.ImageSize, Hashing.OfFile(folder[name])));

    /// <summary>Writes groups that are numbered per class, as Keras 3 does; a .keras file here has no configuration.</summary>
    private void Write(string name, KerasWeights source)
    {
        var layers = new H5Group();
        var used = new Dictionary<string, int>();
        foreach (var layer in source.Layers)
        {
            var kind = layer.Find("gamma") is not null ? "batch_normalization" : layer.Find("depthwise_kernel") is not null ? "depthwise_conv2d" : "conv2d";
            var number = used[kind] = used.GetValueOrDefault(kind, -1) + 1;
            var variables = new H5Group();
            for (var i = 0; i < layer.Tensors.Count; i++)
                variables[$"{i}"] = new H5Dataset(layer.Tensors[i].Values, fileDims: [.. layer.Tensors[i].Shape.Select(size => (ulong)size)]);
            layers[number == 0 ? kind : $"{kind}_{number}"] = new H5Group { ["vars"] = variables };
        }

        var content = new MemoryStream();
        new H5File { ["layers"] = layers }.Write(content);
        if (!name.EndsWith(".keras", StringComparison.Ordinal))
        {
            File.WriteAllBytes(folder[name], content.ToArray());
            return;
        }

        using var archive = new ZipArchive(File.Create(folder[name]), ZipArchiveMode.Create);
        using (var configuration = archive.CreateEntry("config.json").Open()) configuration.Write("{}"u8);
        using var entry = archive.CreateEntry("model.weights.h5").Open();
        entry.Write(content.ToArray());
    }
}
