using FlowerModel.Conversion.Keras;
using FlowerModel.Testing;
using PureHDF;

namespace FlowerModel.Conversion.Tests.Keras;

public class KerasWeightsFileTests
{
    private static readonly KerasWeights Small = new(
        [
            new("conv2d", [new("kernel", [1, 1, 2, 3], [1, 2, 3, 4, 5, 6]), new("bias", [3], [0.5f, 0, -0.5f])]),
            new("dense", [new("kernel", [3, 2], [1, -1, 2, -2, 3, -3]), new("bias", [2], [7, 8])]),
        ],
        "a test");

    [Fact]
    public void Weights_round_trip_in_the_same_order()
    {
        using var folder = new TemporaryFolder();
        KerasWeightsFile.Write(Small, folder["small.h5"]);

        var read = KerasWeightsFile.Read(folder["small.h5"]);

        Assert.Equal(folder["small.h5"], read.Source);
        Assert.Equal(["conv2d", "dense"], read.Layers.Select(layer => layer.Name));
        var tensors = read.Layers.SelectMany(layer => layer.Tensors);
        foreach (var (expected, actual) in Small.Layers.SelectMany(layer => layer.Tensors).Zip(tensors))
        {
            Assert.Equal(expected.Name, actual.Name);
            Assert.Equal(expected.Shape, actual.Shape);
            Assert.Equal(expected.Values, actual.Values);
        }
    }

    [Fact]
    public void The_file_has_the_attributes_and_paths_that_Keras_expects()
    {
        using var folder = new TemporaryFolder();
        KerasWeightsFile.Write(Small, folder["small.h5"]);

        using var root = H5File.OpenRead(folder["small.h5"]);

        Assert.Equal(["conv2d", "dense"], root.Attribute("layer_names").Read<string[]>());
        Assert.Equal("tensorflow", root.Attribute("backend").Read<string>());
        Assert.StartsWith("2.", root.Attribute("keras_version").Read<string>(), StringComparison.Ordinal);
        Assert.Equal(["conv2d/kernel:0", "conv2d/bias:0"], root.Group("conv2d").Attribute("weight_names").Read<string[]>());
        Assert.Equal([1UL, 1, 2, 3], root.Dataset("conv2d/conv2d/kernel:0").Space.Dimensions);
    }

    [Fact]
    public void Float16_kernels_round_trip_and_vectors_stay_exact()
    {
        using var folder = new TemporaryFolder();
        KerasWeights weights = new([new("conv", [new("kernel", [1, 2], [0.1f, -3]), new("bias", [2], [1e-7f, 0.1f])])], "a test");
        KerasWeightsFile.Write(weights, folder["half.h5"], halfKernels: true);

        var layer = KerasWeightsFile.Read(folder["half.h5"]).Find("conv")!;

        Assert.Equal([(float)(Half)0.1f, -3], layer.Find("kernel")!.Values);
        Assert.Equal([1e-7f, 0.1f], layer.Find("bias")!.Values);
        using var root = H5File.OpenRead(folder["half.h5"]);
        Assert.Equal(2, root.Dataset("conv/conv/kernel:0").Type.Size);
    }

    [Fact]
    public void The_same_weights_produce_the_same_bytes()
    {
        using var folder = new TemporaryFolder();
        KerasWeightsFile.Write(Small, folder["first.h5"]);
        Thread.Sleep(1100); // HDF5 time stamps have a resolution of one second.
        KerasWeightsFile.Write(Small, folder["second.h5"]);

        Assert.Equal(File.ReadAllBytes(folder["first.h5"]), File.ReadAllBytes(folder["second.h5"]));
        Assert.Equal(2, Directory.GetFiles(folder.FullName).Length);
    }

    [Fact]
    public void A_saved_model_with_a_nested_base_is_read_flat()
    {
        using var folder = new TemporaryFolder();
        var nested = new H5Group
        {
            ["Conv1"] = new H5Group { ["kernel:0"] = new float[] { 1, 2 } },
            ["bn_Conv1"] = new H5Group { ["gamma:0"] = new float[] { 3 } },
            Attributes = new() { ["weight_names"] = new[] { "Conv1/kernel:0", "bn_Conv1/gamma:0" } },
        };
        var file = new H5File
        {
            ["model_weights"] = new H5Group
            {
                ["mobilenetv2_1.00_224"] = nested,
                Attributes = new() { ["layer_names"] = new[] { "mobilenetv2_1.00_224" } },
            },
        };
        file.Write(folder["model.h5"]);

        var read = KerasWeightsFile.Read(folder["model.h5"]);

        Assert.Equal(["Conv1", "bn_Conv1"], read.Layers.Select(layer => layer.Name));
        Assert.Equal([1, 2], read.Require("Conv1", "kernel", 2).Values);
    }

    // Keras creates a group for each part of a name with slashes, so the group of expanded_conv/depthwise contains that of its BatchNorm.
    [Fact]
    public void Layer_names_with_slashes_round_trip_in_the_groups_of_Keras()
    {
        using var folder = new TemporaryFolder();
        KerasWeights weights = new(
            [
                new("expanded_conv/depthwise", [new("depthwise_kernel", [1, 1, 2, 1], [1, 2])]),
                new("expanded_conv/depthwise/BatchNorm", [new("gamma", [2], [3, 4]), new("beta", [2], [5, 6])]),
            ],
            "a test");
        KerasWeightsFile.Write(weights, folder["slashes.h5"]);

        var read = KerasWeightsFile.Read(folder["slashes.h5"]);

        Assert.Equal(["expanded_conv/depthwise", "expanded_conv/depthwise/BatchNorm"], read.Layers.Select(layer => layer.Name));
        Assert.Equal([5, 6], read.Require("expanded_conv/depthwise/BatchNorm", "beta", 2).Values);
        using var root = H5File.OpenRead(folder["slashes.h5"]);
        var norm = root.Group("expanded_conv/depthwise/BatchNorm");
        Assert.Equal(
            ["expanded_conv/depthwise/BatchNorm/gamma:0", "expanded_conv/depthwise/BatchNorm/beta:0"], norm.Attribute("weight_names").Read<string[]>());
        Assert.Equal([3f, 4], norm.Dataset("expanded_conv/depthwise/BatchNorm/gamma:0").Read<float[]>());
    }

    [Fact]
    public void A_nested_base_whose_layers_have_slashes_is_read_flat()
    {
        using var folder = new TemporaryFolder();
        var names = new[] { "expanded_conv/depthwise/BatchNorm/gamma:0", "scope/expanded_conv_1/expand/BatchNorm/gamma:0", "scope/other/BatchNorm/gamma:0" };
        new H5File
        {
            ["MobilenetV3small"] = new H5Group
            {
                ["expanded_conv"] = new H5Group { ["depthwise"] = new H5Group { ["BatchNorm"] = new H5Group { ["gamma:0"] = new float[] { 1 } } } },
                ["scope"] = new H5Group
                {
                    ["expanded_conv_1"] = new H5Group { ["expand"] = new H5Group { ["BatchNorm"] = new H5Group { ["gamma:0"] = new float[] { 2 } } } },
                    ["other"] = new H5Group { ["BatchNorm"] = new H5Group { ["gamma:0"] = new float[] { 3 } } },
                },
                Attributes = new() { ["weight_names"] = names },
            },
            Attributes = new() { ["layer_names"] = new[] { "MobilenetV3small" } },
        }.Write(folder["nested.h5"]);

        var read = KerasWeightsFile.Read(folder["nested.h5"]);

        Assert.Equal(["expanded_conv/depthwise/BatchNorm", "expanded_conv_1/expand/BatchNorm", "BatchNorm"], read.Layers.Select(layer => layer.Name));
    }

    [Fact]
    public void A_shape_mismatch_is_reported_with_file_layer_expected_and_actual_shape()
    {
        var error = Assert.Throws<KerasShapeException>(() => Small.Require("dense", "kernel", 32, 5));

        Assert.Equal("a test", error.WeightsSource);
        Assert.Contains("layer dense, weight kernel: expected shape (32, 5), found (3, 2)", error.Message, StringComparison.Ordinal);
        var missing = Assert.Throws<KerasWeightsException>(() => Small.Require("no_such", "kernel", 1));
        Assert.Contains("no_such", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_empty_invalid_or_truncated_file_is_a_weights_error()
    {
        using var folder = new TemporaryFolder();
        KerasWeightsFile.Write(Small, folder["whole.h5"]);
        var whole = File.ReadAllBytes(folder["whole.h5"]);
        Assert.Throws<KerasWeightsException>(() => KerasWeightsFile.Read(folder["missing.h5"]));
        File.WriteAllText(folder["page.h5"], "<html>404 not found</html>");
        Assert.Throws<KerasWeightsException>(() => KerasWeightsFile.Read(folder["page.h5"]));
        new H5File { ["data"] = new float[] { 1 } }.Write(folder["other.h5"]);
        Assert.Contains(
            "layer_names",
            Assert.Throws<KerasWeightsException>(() => KerasWeightsFile.Read(folder["other.h5"])).Message,
            StringComparison.Ordinal);
        for (var length = 0; length < whole.Length; length += 101)
        {
            File.WriteAllBytes(folder["cut.h5"], whole[..length]);
            Assert.Contains(
                "cut.h5",
                Assert.Throws<KerasWeightsException>(() => KerasWeightsFile.Read(folder["cut.h5"])).Message,
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_truncated_real_base_is_a_weights_error()
    {
        using var folder = new TemporaryFolder();
        var whole = File.ReadAllBytes(ReferenceData.Weights("mobilenet_v2_0.35_224_no_top.h5"));
        foreach (var part in new[] { 0.1, 0.5, 0.9, 0.999 })
        {
            File.WriteAllBytes(folder["cut.h5"], whole[..(int)(whole.Length * part)]);
            Assert.Throws<KerasWeightsException>(() => KerasWeightsFile.Read(folder["cut.h5"]));
        }
    }

    [Fact]
    public void A_real_base_round_trips()
    {
        using var folder = new TemporaryFolder();
        var original = KerasWeightsFile.Read(ReferenceData.Weights("mobilenet_v2_0.35_224_no_top.h5"));
        KerasWeightsFile.Write(original, folder["copy.h5"]);

        var copy = KerasWeightsFile.Read(folder["copy.h5"]);

        Assert.Equal(104, copy.Layers.Count);
        Assert.Equal(original.Layers.Select(layer => layer.Name), copy.Layers.Select(layer => layer.Name));
        Assert.Equal(
            original.Layers.SelectMany(layer => layer.Tensors).SelectMany(tensor => tensor.Values),
            copy.Layers.SelectMany(layer => layer.Tensors).SelectMany(tensor => tensor.Values));
    }
}
