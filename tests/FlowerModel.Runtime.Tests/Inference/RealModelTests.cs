using System.Runtime.InteropServices;
using FlowerModel.Runtime.Images;
using FlowerModel.Runtime.Inference;
using FlowerModel.Testing;
using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Tests.Inference;

/// <summary>Models written by Google's converters, run in this runtime and in real TensorFlow Lite runtimes.</summary>
public class RealModelTests
{
    [Theory]
    [Trait("Speed", "Slow")]
    [InlineData("teachable_mobilenet_v2_035_float32.tflite", 1e-5)]
    [InlineData("ee446_model_float16.tflite", 1e-5)]
    [InlineData("hello_world_float.tflite", 1e-5)]
    public void Float_models_match_TensorFlow_Lite(string name, double tolerance)
    {
        var path = ReferenceData.Tflite(name);
        var expected = Floats(Oracle.Run(path, InputFor(path), Oracle.LiteRt));

        foreach (var options in new InterpreterOptions[] { new(), new() { UseReferenceKernels = true }, new() { Threads = 2 } })
            Assert.Equal(expected, Floats(Run(path, options)), (a, b) => Math.Abs(a - b) <= tolerance);
    }

    // LiteRT runs dynamic-range layers with XNNPACK, which does not round their inputs as TensorFlow Lite's own kernels and this runtime do, so the
    // difference is the error of 8-bit activations.
    [Theory]
    [InlineData("mobilenet_v2_dynamic.tflite", 0.02)]
    [InlineData("ee446_model_dynamic_range.tflite", 0.02)]
    [InlineData("mobilenet_v2_035_96_embedder_with_metadata.tflite", 0.25)] // embeddings up to 6, not probabilities
    public void Dynamic_range_models_approximately_match_TensorFlow_Lite(string name, double tolerance)
    {
        var path = ReferenceData.Tflite(name);
        var expected = Floats(Oracle.Run(path, InputFor(path), Oracle.LiteRt));
        var actual = Floats(Run(path, new InterpreterOptions()));

        Assert.Equal(expected, actual, (a, b) => Math.Abs(a - b) <= tolerance);
        Assert.Equal(Largest(expected), Largest(actual));
    }

    // With its own kernels, the library computes int8 layers in fixed point. This runtime does the same and returns the same bits.
    [Theory]
    [Trait("Speed", "Slow")]
    [InlineData("tf2_mobilenet_v2_1.0_224_ptq.tflite")]
    [InlineData("hello_world_int8.tflite")]
    public void Integer_models_match_TensorFlow_Lite_bit_for_bit(string name)
    {
        var path = ReferenceData.Tflite(name);
        var expected = Oracle.Run(path, InputFor(path), Oracle.Native);

        Assert.Equal(expected, Run(path, new InterpreterOptions()));
        Assert.Equal(expected, Run(path, new InterpreterOptions { UseReferenceKernels = true }));
        Assert.Equal(expected, Run(path, new InterpreterOptions { Threads = 2 }));
    }

    // The last layer of this model has a scale per class. TensorFlow Lite 2.9 supports only one scale in a FULLY_CONNECTED kernel and uses 0 if
    // there are more, so each class gets the same score. Up to that layer, all bits are the same.
    [Fact]
    [Trait("Speed", "Slow")]
    public void TensorFlow_Lite_2_9_does_not_support_several_scales_in_a_fully_connected_kernel_and_matches_up_to_it()
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

    // XNNPACK requantizes in floats, so each layer may differ by a step, which accumulates to a few steps of the scores over 60 layers.
    [Theory]
    [Trait("Speed", "Slow")]
    [InlineData("tf2_mobilenet_v2_1.0_224_ptq.tflite")]
    [InlineData("mobilenet_v2_int8.tflite")]
    [InlineData("hello_world_int8.tflite")]
    public void Integer_models_match_LiteRT_within_a_few_steps(string name)
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

    /// <summary>A photo for image models, a fixed ramp for other models.</summary>
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
