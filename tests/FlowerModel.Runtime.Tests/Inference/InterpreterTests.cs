using System.Runtime.InteropServices;
using FlowerModel.Runtime.Inference;
using FlowerModel.Testing;
using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Tests.Inference;

public class InterpreterTests
{
    [Fact]
    public void Several_inputs_and_outputs_are_concatenated()
    {
        var builder = new ModelBuilder();
        var (first, second, sum, product) = (builder.Float(2), builder.Float(2), builder.Float(2), builder.Float(2));
        builder.Operator(BuiltinOperator.Add, new AddOptions(FusedActivation.None), [first, second], sum);
        builder.Operator(BuiltinOperator.Mul, new MulOptions(FusedActivation.None), [first, second], product);
        var interpreter = new Interpreter(builder.Build([first, second], [sum, product]));
        var output = new float[4];

        interpreter.Run([1, 2, 10, 20], output);

        Assert.Equal([11, 22, 10, 40], output);
        Assert.Throws<ArgumentException>(() => interpreter.Run(new float[3], output));
        Assert.Throws<ArgumentException>(() => interpreter.Run(new float[4], new float[5]));
    }

    [Fact]
    public void Float16_weights_are_widened_when_loaded()
    {
        var builder = new ModelBuilder();
        var (input, widened, output) = (builder.Float(1, 2), builder.Float(1, 2), builder.Float(1, 1));
        var halves = builder.Constant(TensorType.Float16, [(Half)0.5f, (Half)(-3f)], null, 1, 2);
        builder.Operator(BuiltinOperator.Dequantize, null, [halves], widened);
        builder.Operator(
            BuiltinOperator.FullyConnected, new FullyConnectedOptions(FusedActivation.None, 0, false, false), [input, widened, -1], output);
        var result = new float[1];

        new Interpreter(builder.Build([input], [output])).Run([4, 1], result);

        Assert.Equal(-1, result[0]);
    }

    [Fact]
    public void A_model_with_byte_inputs_rejects_floats()
    {
        var builder = new ModelBuilder();
        var (input, output) = (builder.Values(TensorType.UInt8, new Quantization(0.5f, 2), 2), builder.Float(2));
        builder.Operator(BuiltinOperator.Dequantize, null, [input], output);
        var interpreter = new Interpreter(builder.Build([input], [output]));
        var result = new byte[8];

        interpreter.Run([2, 12], result);

        Assert.Equal((0f, 5f), (BitConverter.ToSingle(result, 0), BitConverter.ToSingle(result, 4)));
        Assert.Throws<InvalidOperationException>(() => interpreter.Run(new float[2], new float[2]));
    }

    [Fact]
    public void Many_threads_can_run_one_interpreter()
    {
        var builder = new ModelBuilder();
        var (input, middle, output) = (builder.Float(1, 8, 8, 3), builder.Float(1, 8, 8, 16), builder.Float(1, 16));
        var random = new Random(2);
        var weights = builder.Constant([.. Enumerable.Range(0, 16 * 27).Select(_ => random.NextSingle())], 16, 3, 3, 3);
        var axes = builder.Constant([1, 2], 2);
        builder.Operator(BuiltinOperator.Conv2D, new Conv2DOptions(Padding.Same, 1, 1, FusedActivation.Relu), [input, weights, -1], middle);
        builder.Operator(BuiltinOperator.Mean, new ReducerOptions(false), [middle, axes], output);
        var model = builder.Build([input], [output]);
        var interpreter = new Interpreter(model, new InterpreterOptions { Threads = 2 });

        Parallel.For(0, 64, i =>
        {
            var image = new float[192];
            Array.Fill(image, i);
            var (shared, alone) = (new float[16], new float[16]);
            for (var repeat = 0; repeat < 5; repeat++) interpreter.Run(image, shared);
            new Interpreter(model).Run(image, alone);
            Assert.Equal(alone, shared);
        });
    }

    /// <summary>All memory of a run is taken once and reused.</summary>
    [Theory]
    [InlineData("teachable_mobilenet_v2_035_float32.tflite", 1)]
    [InlineData("teachable_mobilenet_v2_035_float32.tflite", 2)]
    [InlineData("mobilenet_v2_int8.tflite", 1)]
    [InlineData("mobilenet_v2_int8.tflite", 2)]
    [InlineData("mobilenet_v2_dynamic.tflite", 2)]
    public void A_run_allocates_nothing(string file, int threads)
    {
        var model = ModelReader.Read(File.ReadAllBytes(ReferenceData.Tflite(file)));
        var interpreter = new Interpreter(model, new InterpreterOptions { Threads = threads });
        var (input, output) = (new byte[interpreter.InputTensor.ByteSize], new byte[interpreter.OutputTensor.ByteSize]);

        Assert.Equal(0, Allocations.Of(() => interpreter.Run(input, output), calls: 10));
    }

    /// <summary>Threads divide rows, or the columns of layers with few rows and many weights.</summary>
    [Theory]
    [InlineData("teachable_mobilenet_v2_035_float32.tflite")]
    [InlineData("mobilenet_v2_int8.tflite")]
    [InlineData("mobilenet_v2_dynamic.tflite")]
    public void Any_number_of_threads_gives_the_same_bits(string file)
    {
        var model = ModelReader.Read(File.ReadAllBytes(ReferenceData.Tflite(file)));
        var single = new Interpreter(model);
        var input = new byte[single.InputTensor.ByteSize];
        if (single.InputTensor.Type == TensorType.Float32)
        {
            var random = new Random(2);
            foreach (ref var value in MemoryMarshal.Cast<byte, float>(input.AsSpan())) value = (random.NextSingle() * 2) - 1;
        }
        else
        {
            new Random(2).NextBytes(input);
        }

        var expected = new byte[single.OutputTensor.ByteSize];
        single.Run(input, expected);
        foreach (var threads in new[] { 2, 3, 5, 16 })
        {
            var actual = new byte[expected.Length];
            new Interpreter(model, new InterpreterOptions { Threads = threads }).Run(input, actual);
            Assert.Equal(expected, actual);
        }
    }
}
