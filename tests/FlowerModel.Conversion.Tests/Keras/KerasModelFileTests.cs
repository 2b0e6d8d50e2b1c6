using FlowerModel.Conversion.Keras;
using FlowerModel.Conversion.Keras.Files;
using FlowerModel.Networks;
using FlowerModel.Testing;
using PureHDF;

namespace FlowerModel.Conversion.Tests.Keras;

public sealed class KerasModelFileTests : IDisposable
{
    private static readonly NetworkDescription Network = NetworkCatalog.Default;

    private readonly TemporaryFolder folder = new();
    private readonly KerasWeights weights = RandomWeights.OfBase(Network.At(0.35, 96), seed: 2)
        .Append(new KerasWeights([new("dense", [new("kernel", [1280, 3], new float[3840]), new("bias", [3], [1, 2, 3])])], "head"));

    public void Dispose() => folder.Dispose();

    // Keras up to 2.2.2 writes the layers of a Sequential without an object around them.
    [Theory]
    [InlineData("""[{"class_name": "Dense", "config": {"name": "dense", "activation": "sigmoid"}}]""")]
    [InlineData("""{"layers": [{"class_name": "Dense", "config": {"name": "dense", "activation": "sigmoid"}}]}""")]
    [InlineData("""
        {"name": "s", "layers": [{"module": "keras.layers", "class_name": "Dense", "registered_name": null,
            "config": {"name": "dense", "activation": "sigmoid"}}]}
        """)]
    [InlineData("""
        {"layers": [{"class_name": "Dense", "config":
            {"name": "dense", "activation": {"module": "builtins", "class_name": "function", "config": "sigmoid", "registered_name": "function"}}}]}
        """)]
    public void A_sequence_of_every_version_of_Keras_is_understood(string config)
    {
        Write($$"""{"class_name": "Sequential", "config": {{config}}}""");

        var head = KerasModelFile.Read(folder["model.h5"]).Around(Network, 0.35).ReadHead()!;

        Assert.Equal((3, HeadActivation.Sigmoid), (head.Classes, head.Activation));
        Assert.Equal([typeof(GlobalPoolingHeadLayer), typeof(DenseHeadLayer)], head.Layers.Select(layer => layer.GetType()));
    }

    [Fact]
    public void A_configuration_in_several_attributes_is_put_together()
    {
        const string Whole = """{"class_name": "Sequential", "config": [{"class_name": "Dense", "config": {"name": "dense", "activation": "linear"}}]}""";
        Write(Whole[..40], Whole[40..]);

        Assert.Equal(HeadActivation.Linear, KerasModelFile.Read(folder["model.h5"]).Around(Network, 0.35).ReadHead()!.Activation);
    }

    [Theory]
    [InlineData("{ not JSON")]
    [InlineData("[]")]
    [InlineData("""{"class_name": "MyModel", "config": {}}""")]
    [InlineData("""{"class_name": "Sequential", "config": {"layers": [5]}}""")]
    [InlineData("""{"config": {}}""")]
    public void A_configuration_that_cannot_be_read_leaves_the_weights_usable(string configuration)
    {
        Write(configuration);

        var model = KerasModelFile.Read(folder["model.h5"]);

        Assert.Equal(weights.Layers.Select(layer => layer.Name), model.Weights.Layers.Select(layer => layer.Name));
        if (configuration != "[]") Assert.Throws<KerasWeightsException>(() => model.Around(Network, 0.35));
    }

    [Fact]
    public void A_configuration_nested_too_deeply_is_an_error_not_a_crash()
    {
        Write(string.Concat(Enumerable.Repeat("{\"class_name\":\"Sequential\",\"config\":{\"layers\":[", 5000)));

        Assert.Throws<KerasWeightsException>(() => KerasModelFile.Read(folder["model.h5"]).Around(Network, 0.35));
    }

    [Fact]
    public void Weights_keep_their_names_with_suffixes_of_TensorFlow()
    {
        var file = new H5File { Attributes = new() { ["layer_names"] = weights.Layers.Select(layer => layer.Name).ToArray() } };
        foreach (var layer in weights.Layers)
        {
            var inner = new H5Group();
            foreach (var tensor in layer.Tensors)
                inner[tensor.Name + "_1:0"] = new H5Dataset(tensor.Values, fileDims: [.. tensor.Shape.Select(size => (ulong)size)]);
            file[layer.Name] = new H5Group
            {
                [layer.Name + "_2"] = inner,
                Attributes = new() { ["weight_names"] = layer.Tensors.Select(tensor => $"{layer.Name}_2/{tensor.Name}_1:0").ToArray() },
            };
        }

        file.Write(folder["model.h5"]);

        var read = KerasModelFile.Read(folder["model.h5"]).Weights;

        Assert.Equal(
            weights.Layers.SelectMany(layer => layer.Tensors.Select(tensor => layer.Name + "/" + tensor.Name)),
            read.Layers.SelectMany(layer => layer.Tensors.Select(tensor => layer.Name + "/" + tensor.Name)));
    }

    // A file must not be taken for another network because all layers of that one are in it.
    [Fact]
    public void Weights_of_a_network_that_contains_all_layers_of_another_are_not_those_of_the_other()
    {
        var lite = NetworkCatalog.Find("EfficientNetLite0")!;
        var own = RandomWeights.OfAnyBase(lite.At(1, 32), seed: 4);
        KerasWeightsFile.Write(own, folder["lite0.h5"]);
        KerasWeightsFile.Write(
            own.Append(new KerasWeights([new("block1a_se_reduce", [new("kernel", [1, 1, 32, 8], new float[256])])], "squeeze-and-excite")), folder["b0.h5"]);

        var read = KerasModelFile.Read(folder["lite0.h5"]);
        Assert.Same(lite, read.FindNetwork());
        Assert.Same(read.Weights, read.WeightsOf(lite));
        var other = KerasModelFile.Read(folder["b0.h5"]);
        foreach (var refused in (Action[])[() => other.FindNetwork(), () => other.WeightsOf(lite)])
        {
            var error = Assert.Throws<KerasWeightsException>(refused);
            Assert.Equal(folder["b0.h5"], error.WeightsSource);
            Assert.StartsWith("layer block1a_se_reduce does not belong to a block of EfficientNetLite0", error.Reason, StringComparison.Ordinal);
        }
    }

    private void Write(params string[] configuration)
    {
        var file = new H5File { Attributes = new() { ["layer_names"] = weights.Layers.Select(layer => layer.Name).ToArray() } };
        for (var i = 0; i < configuration.Length; i++) file.Attributes[configuration.Length == 1 ? "model_config" : $"model_config{i}"] = configuration[i];
        foreach (var layer in weights.Layers)
        {
            var inner = new H5Group();
            foreach (var tensor in layer.Tensors)
                inner[tensor.Name + ":0"] = new H5Dataset(tensor.Values, fileDims: [.. tensor.Shape.Select(size => (ulong)size)]);
            file[layer.Name] = new H5Group
            {
                [layer.Name] = inner,
                Attributes = new() { ["weight_names"] = layer.Tensors.Select(tensor => $"{layer.Name}/{tensor.Name}:0").ToArray() },
            };
        }

        file.Write(folder["model.h5"]);
    }
}
