using FlowerModel.Testing;

namespace FlowerModel.Tflite.Tests;

/// <summary>Models that Google's converters wrote.</summary>
public sealed class ReferenceModelTests
{
    public static TheoryData<string> Files =>
    [
        "ee446_model_dynamic_range", "ee446_model_float16", "hello_world_float", "hello_world_int8",
        "mobilenet_v2_035_96_embedder_with_metadata", "mobilenet_v2_dynamic", "mobilenet_v2_int8",
        "teachable_mobilenet_v2_035_float32", "tf2_mobilenet_v2_1.0_224_ptq",
    ];

    internal static byte[] Load(string name) => File.ReadAllBytes(ReferenceData.Tflite(name + ".tflite"));

    [Theory, MemberData(nameof(Files))]
    public void A_model_round_trips(string name)
    {
        var model = ModelReader.Read(Load(name));

        var again = ModelReader.Read(ModelWriter.Write(model));

        Assert.Equal(ModelText.Of(model), ModelText.Of(again));
    }

    [Theory, MemberData(nameof(Files))]
    public void Writing_is_deterministic_and_idempotent(string name)
    {
        var once = ModelWriter.Write(ModelReader.Read(Load(name)));

        Assert.Equal(once, ModelWriter.Write(ModelReader.Read(Load(name))));
        Assert.Equal(once, ModelWriter.Write(ModelReader.Read(once)));
    }

    [Theory, MemberData(nameof(Files))]
    public void Constants_of_a_written_file_start_at_multiples_of_sixteen(string name)
    {
        var file = ModelWriter.Write(ModelReader.Read(Load(name)));
        var model = ModelReader.Read(file);

        foreach (var tensor in model.Subgraphs.SelectMany(graph => graph.Tensors).Where(tensor => tensor.IsConstant))
        {
            Assert.True(System.Runtime.InteropServices.MemoryMarshal.TryGetArray(tensor.Data, out var segment));
            Assert.Same(file, segment.Array);
            Assert.Equal(0, segment.Offset % 16);
        }
    }

    [Fact]
    public void The_float32_MobileNetV2_has_the_operators_and_shapes_of_its_architecture()
    {
        var graph = ModelReader.Read(Load("teachable_mobilenet_v2_035_float32")).Main;

        Assert.Equal([1, 224, 224, 3], graph.Tensors[graph.Inputs[0]].Shape);
        Assert.Equal(TensorType.Float32, graph.Tensors[graph.Inputs[0]].Type);
        var counts = graph.Operators.CountBy(op => op.Code).ToDictionary();
        Assert.Equal(35, counts[BuiltinOperator.Conv2D]);
        Assert.Equal(17, counts[BuiltinOperator.DepthwiseConv2D]);
        Assert.Equal(10, counts[BuiltinOperator.Add]);
        var first = graph.Operators.First(op => op.Code == BuiltinOperator.Conv2D);
        Assert.Equal(new Conv2DOptions(Padding.Valid, 2, 2, FusedActivation.Relu6), first.Options);
        Assert.Equal([16, 3, 3, 3], graph.Tensors[first.Inputs[1]].Shape);
        var softmax = graph.Operators.Single(op => op.Code == BuiltinOperator.Softmax);
        Assert.Equal(new SoftmaxOptions(1), softmax.Options);
    }

    [Fact]
    public void An_int8_convolution_has_a_scale_per_output_channel()
    {
        var graph = ModelReader.Read(Load("mobilenet_v2_int8")).Main;
        var convolution = graph.Operators.First(op => op.Code == BuiltinOperator.Conv2D);
        var kernel = graph.Tensors[convolution.Inputs[1]];
        var bias = graph.Tensors[convolution.Inputs[2]];
        var input = graph.Tensors[convolution.Inputs[0]];

        Assert.Equal(TensorType.Int8, kernel.Type);
        Assert.True(kernel.Quantization!.IsPerChannel);
        Assert.Equal(kernel.Shape[0], kernel.Quantization.Scales.Count);
        Assert.All(kernel.Quantization.ZeroPoints, zeroPoint => Assert.Equal(0, zeroPoint));
        for (var channel = 0; channel < kernel.Shape[0]; channel++)
        {
            var expected = input.Quantization!.Scale * kernel.Quantization.Scales[channel];
            Assert.Equal(expected, bias.Quantization!.Scales[channel], expected * 1e-5);
        }
    }
}
