using System.Runtime.InteropServices;
using FlowerModel.Runtime.Images;
using FlowerModel.Runtime.Inference;
using FlowerModel.Testing;
using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Tests.Inference;

/// <summary>Models that Google's converters wrote, here and in real TensorFlow Lite runtimes.</summary>
public class RealModelTests
{
    [Theory]
    [Trait("Speed", "Slow")]
    [InlineData("teachable_mobilenet_v2_035_float32.tflite", 1e-5)]
    [InlineData("ee446_model_float16.tflite", 1e-5)]
    [InlineData("hello_world_float.tflite", 1e-5)]
    public void Float_models_give_what_TensorFlow_Lite_gives(string name, double tolerance)
    {
        var path = ReferenceData.Tflite(name);
        var expected = Floats(Oracle.Run(path, InputFor(path), Oracle.LiteRt));

        foreach (var options in new InterpreterOptions[] { new(), new() { UseReferenceKernels = true }, new() { Threads = 2 } })
            Assert.Equal(expected, Floats(Run(path, options)), (a, b) => Math.Abs(a - b) <= tolerance);
    }

    // LiteRT runs dynamic-range layers with XNNPACK, which does not round their inputs as TensorFlow Lite's own kernels and this runtime do: the
    // difference is that of 8-bit activations.
    [Theory]
    [InlineData("mobilenet_v2_dynamic.tflite", 0.02)]
    [InlineData("ee446_model_dynamic_range.tflite", 0.02)]
    [InlineData("mobilenet_v2_035_96_embedder_with_metadata.tflite", 0.25)] // embeddings up to 6, no probabilities
    public void Dynamic_range_models_give_nearly_what_TensorFlow_Lite_gives(string name, double tolerance)
    {
        var path = ReferenceData.Tflite(name);
        var expected = Floats(Oracle.Run(path, InputFor(path), Oracle.LiteRt));
        var actual = Floats(Run(path, new InterpreterOptions()));

        Assert.Equal(expected, actual, (a, b) => Math.Abs(a - b) <= tolerance);
        Assert.Equal(Largest(expected), Largest(actual));
    }

    // With its own kernels the library computes int8 layers in fixed point, and so does this runtime: the same bits.
    [Theory]
    [Trait("Speed", "Slow")]
    [InlineData("tf2_mobilenet_v2_1.0_224_ptq.tflite")]
    [InlineData("hello_world_int8.tflite")]
    public void Integer_models_give_what_TensorFlow_Lite_gives_bit_for_bit(string name)
    {
        var path = ReferenceData.Tflite(name);
        var expected = Oracle.Run(path, InputFor(path), Oracle.Native);

        Assert.Equal(expected, Run(path, new InterpreterOptions()));
        Assert.Equal(expected, Run(path, new InterpreterOptions { UseReferenceKernels = true }));
        Assert.Equal(expected, Run(path, new InterpreterOptions { Threads = 2 }));
    }

    // The last layer of this model has a scale for each class. TensorFlow Lite 2.9 knows one scale in a FULLY_CONNECTED kernel and takes 0
    // where there are more: each class gets the same score. Up to that layer all bits are the same.
    [Fact]
    [Trait("Speed", "Slow")]
    public void A_fully_connected_kernel_with_many_scales_is_beyond_TensorFlow_Lite_2_9_and_all_before_it_is_the_same()
    {
        var path = ReferenceData.Tflite("mobilenet_v2_int8.tflite");
        var main = ModelReader.Read(File.ReadAllBytes(path)).Main;
        var dense = main.Operators.Single(op => op.Code == BuiltinOperator.FullyConnected);
        var before = UpToFullyConnected(main);
        var features = new byte[1280];
        new Interpreter(before).Run(InputFor(path), features);

        Assert.Equal(1000, main.Tensors[dense.Inputs[1]].Quantization!.Scales.Count);
        Assert.Equal(Oracle.Run(ModelWriter.Write(before), InputFor(path), Oracle.Native), features);
        Assert.Single(Oracle.Run(path, InputFor(path), Oracle.Native).Distinct());
    }

    // XNNPACK requantizes in floats, so each layer may be off by a step; through 60 layers that grows to a few steps of the scores.
    [Theory]
    [Trait("Speed", "Slow")]
    [InlineData("tf2_mobilenet_v2_1.0_224_ptq.tflite")]
    [InlineData("mobilenet_v2_int8.tflite")]
    [InlineData("hello_world_int8.tflite")]
    public void Integer_models_give_what_LiteRT_gives_within_a_few_steps(string name)
    {
        var path = ReferenceData.Tflite(name);
        var expected = Oracle.Run(path, InputFor(path), Oracle.LiteRt);
        var actual = Run(path, new InterpreterOptions());

        var signed = name.StartsWith("hello", StringComparison.Ordinal);
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            var difference = signed ? (sbyte)expected[i] - (sbyte)actual[i] : expected[i] - actual[i];
            Assert.InRange(difference, -16, 16);
        }

        if (expected.Length > 1) Assert.Equal(Array.IndexOf(expected, expected.Max()), Array.IndexOf(actual, actual.Max()));
    }

    private static Model UpToFullyConnected(Subgraph main)
    {
        var dense = main.Operators.Single(op => op.Code == BuiltinOperator.FullyConnected);
        return new Model
        {
            Subgraphs =
            [
                new Subgraph
                {
                    Tensors = main.Tensors,
                    Inputs = main.Inputs,
                    Outputs = [dense.Inputs[0]],
                    Operators = [.. main.Operators.TakeWhile(op => op != dense)],
                },
            ],
        };
    }

    private static byte[] Run(string path, InterpreterOptions options)
    {
        var interpreter = new Interpreter(ModelReader.Read(File.ReadAllBytes(path)), options);
        var output = new byte[interpreter.OutputTensor.ByteSize];
        interpreter.Run(InputFor(path), output);
        return output;
    }

    /// <summary>A photo for models of images, a fixed ramp for others.</summary>
    private static byte[] InputFor(string path)
    {
        var input = new Interpreter(ModelReader.Read(File.ReadAllBytes(path))).InputTensor;
        var values = new float[input.ElementCount];
        if (input.Shape is [1, var height, var width, 3])
        {
            var photo = Directory.EnumerateFiles(Path.Combine(ReferenceData.FlowerPhotos, "daisy")).Order(StringComparer.Ordinal).First();
            var image = RgbImage.Load(photo);
            new ImagePreprocessor(width, height).Prepare(image, values);
        }
        else
        {
            for (var i = 0; i < values.Length; i++) values[i] = (i % 17 / 8f) - 1;
        }

        var bytes = new byte[input.ByteSize];
        TensorElements.Store(values, input.Type, input.Quantization, bytes);
        return bytes;
    }

    private static float[] Floats(byte[] bytes) => MemoryMarshal.Cast<byte, float>(bytes).ToArray();

    private static int Largest(float[] scores) => Array.IndexOf(scores, scores.Max());
}
