using System.Runtime.InteropServices;
using FlowerModel.Runtime.Images;
using FlowerModel.Runtime.Inference;
using FlowerModel.Testing;
using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Tests.Inference;

/// <summary>
/// Each operator of a real model alone, on the inputs that a real runtime gave it: differences cannot grow from layer to layer.
/// </summary>
public class OperatorByOperatorTests
{
    // XNNPACK requantises in floats, this runtime in fixed point: they may round to different sides of a half, never further apart.
    [Theory]
    [Trait("Speed", "Slow")]
    [InlineData("tf2_mobilenet_v2_1.0_224_ptq.tflite")]
    [InlineData("mobilenet_v2_int8.tflite")]
    public void Every_int8_tensor_is_within_one_step_of_LiteRT_and_nearly_all_elements_are_equal(string name)
    {
        var (main, tensors) = Record(name, Oracle.LiteRt, operators => operators);
        var (equal, all) = (0L, 0L);
        foreach (var source in main.Operators)
        {
            var (expected, actual) = (tensors[source.Outputs[0]], new byte[tensors[source.Outputs[0]].Length]);
            Alone(main, source, out var inputs).Run([.. inputs.SelectMany(input => tensors[input])], actual);

            var signed = main.Tensors[source.Outputs[0]].Type == TensorType.Int8;
            var same = 0;
            for (var i = 0; i < actual.Length; i++)
            {
                var difference = signed ? (sbyte)expected[i] - (sbyte)actual[i] : expected[i] - actual[i];
                Assert.True(Math.Abs(difference) <= 1, $"{source}, element {i} is {difference} steps off");
                if (difference == 0) same++;
            }

            Assert.True(same >= 0.98 * actual.Length, $"{source}: {same} of {actual.Length} elements are equal");
            equal += same;
            all += actual.Length;
        }

        Assert.InRange((double)equal / all, 0.99, 1);
    }

    // The library quantises the input of each layer with an int8 kernel to 8 bits, with one scale and zero point a picture. When this
    // runtime is given inputs so rounded, the results are the same: nothing else lies between the two.
    [Fact]
    [Trait("Speed", "Slow")]
    public void A_dynamic_range_model_differs_from_TensorFlow_Lite_by_the_rounding_of_activations_alone()
    {
        // The last layers are left out: the library refuses a FULLY_CONNECTED with many scales.
        var (main, tensors) = Record(
            "mobilenet_v2_dynamic.tflite", Oracle.Native, all => all.TakeWhile(op => op.Code != BuiltinOperator.FullyConnected));
        foreach (var source in main.Operators)
        {
            var expected = Floats(tensors[source.Outputs[0]]);
            var alone = Alone(main, source, out var inputs);
            var (exact, rounded) = (new float[expected.Length], new float[expected.Length]);
            alone.Run([.. inputs.SelectMany(input => Floats(tensors[input]))], exact);
            alone.Run([.. inputs.SelectMany(input => InEightBits(Floats(tensors[input])))], rounded);

            var best = Math.Max(Decibels(expected, exact), Decibels(expected, rounded));
            Assert.True(best > 60, $"{source} {main.Tensors[source.Outputs[0]]}: {best} dB");
        }
    }

    /// <summary>The operators of a model and what a real runtime gives for each of its tensors that is no constant.</summary>
    private static (Subgraph Main, Dictionary<int, byte[]> Tensors) Record(
        string name, string backend, Func<IReadOnlyList<Operator>, IEnumerable<Operator>> select)
    {
        var main = ModelReader.Read(File.ReadAllBytes(ReferenceData.Tflite(name))).Main;
        Operator[] operators = [.. select(main.Operators)];
        int[] results = [.. operators.Select(op => op.Outputs[0])];
        var model = Cut(main, main.Inputs, results, operators);
        var input = Photo(model);
        var bytes = Oracle.Run(ModelWriter.Write(model), input, backend);

        var tensors = new Dictionary<int, byte[]> { [main.Inputs[0]] = input };
        var at = 0;
        foreach (var result in results)
        {
            var length = main.Tensors[result].ElementCount * main.Tensors[result].Type.ByteSize();
            tensors.Add(result, bytes[at..(at + length)]);
            at += length;
        }

        Assert.Equal(bytes.Length, at);
        return (model.Main, tensors);
    }

    private static byte[] Photo(Model model)
    {
        var input = new Interpreter(model).InputTensor;
        var values = new float[input.ElementCount];
        var photo = Directory.EnumerateFiles(Path.Combine(ReferenceData.FlowerPhotos, "tulips")).Order(StringComparer.Ordinal).First();
        new ImagePreprocessor(input.Shape[2], input.Shape[1]).Prepare(RgbImage.Load(photo), values);
        var bytes = new byte[input.ByteSize];
        TensorElements.Store(values, input.Type, input.Quantization, bytes);
        return bytes;
    }

    private static Interpreter Alone(Subgraph main, Operator source, out int[] inputs)
    {
        inputs = [.. source.Inputs.Where(tensor => tensor >= 0 && !main.Tensors[tensor].IsConstant).Distinct()];
        return new Interpreter(Cut(main, inputs, source.Outputs, [source]));
    }

    private static Model Cut(Subgraph main, IReadOnlyList<int> inputs, IReadOnlyList<int> outputs, IReadOnlyList<Operator> operators) => new()
    {
        Subgraphs = [new Subgraph { Tensors = main.Tensors, Inputs = inputs, Outputs = outputs, Operators = operators }],
    };

    private static float[] InEightBits(float[] values)
    {
        var (lowest, highest) = (Math.Min(0, values.Min()), Math.Max(0, values.Max()));
        var scale = (highest - lowest) / 255;
        var zeroPoint = MathF.Round(-128 - (lowest / scale));
        return [.. values.Select(value => (Math.Clamp(MathF.Round(value / scale) + zeroPoint, -128, 127) - zeroPoint) * scale)];
    }

    private static double Decibels(float[] expected, float[] actual)
    {
        var signal = expected.Sum(value => (double)value * value);
        var noise = expected.Zip(actual, (there, here) => Math.Pow(there - here, 2)).Sum();
        return 10 * Math.Log10(signal / noise);
    }

    private static float[] Floats(byte[] bytes) => MemoryMarshal.Cast<byte, float>(bytes).ToArray();
}
