using System.Runtime.InteropServices;
using FlowerModel.Runtime.Images;
using FlowerModel.Runtime.Inference;
using FlowerModel.Tflite;
using FlowerModel.Trainer.Reporting.Analysis;
using FlowerModel.Trainer.Tests.Golden;

namespace FlowerModel.Trainer.Tests.Reporting.Analysis;

public sealed class ClassActivationMapTests
{
    private static Model Small { get; } = ModelReader.Read(File.ReadAllBytes(Path.Combine(GoldenWorkspace.Committed, "small.float32.tflite")));

    [Fact]
    public void The_mean_of_the_map_plus_the_bias_is_the_logit_of_the_class()
    {
        var maps = ClassActivationMaps.Of(Small)!;
        var image = Image();
        var (logits, channels) = (Tensor(image, BuiltinOperator.FullyConnected, output: true), Tensor(image, BuiltinOperator.Mean, output: false));
        Assert.Equal(3, logits.Length);

        for (var label = 0; label < logits.Length; label++)
        {
            var map = maps.Of(image, label);
            Assert.Equal(map.Width * map.Height, map.Values.Length);
            Assert.Equal(0, channels.Length % map.Values.Length);
            Assert.Equal(1, (map.Values.Average() + maps.Bias[label]) / logits[label], 1e-4);
        }
    }

    [Fact]
    public void Each_place_is_the_product_of_its_features_and_the_kernel()
    {
        var image = Image();
        var features = Tensor(image, BuiltinOperator.Mean, output: false);
        var dense = Small.Main.Operators.Last(step => step.Code == BuiltinOperator.FullyConnected);
        var kernel = MemoryMarshal.Cast<byte, float>(Small.Main.Tensors[dense.Inputs[1]].Data.Span).ToArray();
        var channels = kernel.Length / 3;

        var map = ClassActivationMaps.Of(Small)!.Of(image, 1);

        for (var place = 0; place < map.Values.Length; place++)
        {
            var expected = Enumerable.Range(0, channels).Sum(channel => (double)kernel[channels + channel] * features[(place * channels) + channel]);
            Assert.Equal(1, map.Values[place] / expected, 1e-4);
        }
    }

    [Fact]
    public void A_network_with_a_layer_between_pooling_and_classes_has_no_maps()
    {
        var graph = Small.Main;
        var changed = graph.Operators.Select(step => step.Code == BuiltinOperator.Mean ? step with { Code = BuiltinOperator.HardSwish } : step);
        Assert.Null(ClassActivationMaps.Of(Small with { Subgraphs = [graph with { Operators = [.. changed] }] }));
        Assert.Null(ClassActivationMaps.Of(Small with { Subgraphs = [graph with { Operators = [.. graph.Operators.Where(step => step.Code != BuiltinOperator.FullyConnected)] }] }));
    }

    [Fact]
    public void Levels_are_0_to_99()
    {
        Assert.Equal([0, 49, 99], new ActivationMap(3, 1, [-2, 0, 2]).ToLevels());
        Assert.Equal([0, 0], new ActivationMap(1, 2, [5, 5]).ToLevels());
    }

    private static float[] Image()
    {
        var shape = Small.Main.Tensors[Small.Main.Inputs[0]].Shape;
        var preprocessor = new ImagePreprocessor(shape[2], shape[1]);
        var prepared = new float[preprocessor.Length];
        preprocessor.Prepare(RgbImage.Load(Path.Combine(GoldenWorkspace.Committed, "photo.jpg")), prepared);
        return prepared;
    }

    /// <summary>The output of the last operator of a kind, or its first input.</summary>
    private static float[] Tensor(float[] image, BuiltinOperator code, bool output)
    {
        var step = Small.Main.Operators.Last(step => step.Code == code);
        var index = output ? step.Outputs[0] : step.Inputs[0];
        float[]? values = null;
        var interpreter = new Interpreter(Small);
        interpreter.Run(MemoryMarshal.AsBytes(image.AsSpan()), new byte[interpreter.OutputTensor.ByteSize], tensor =>
        {
            if (tensor.Index == index) values = tensor.Floats.ToArray();
        });
        return values!;
    }
}
