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

    // The library quantises the input of each layer with an int8 kernel to 8 bits, with one scale and zero point a picture, and so does this
    // runtime. The sums are those of floats here and of integers there.
    [Fact]
    [Trait("Speed", "Slow")]
    public void Each_operator_of_a_dynamic_range_model_gives_what_TensorFlow_Lite_gives()
    {
        // The last layers are left out: the library refuses a FULLY_CONNECTED with many scales.
        var (main, tensors) = Record(
            "mobilenet_v2_dynamic.tflite", Oracle.Native, all => all.TakeWhile(op => op.Code != BuiltinOperator.FullyConnected));
        foreach (var source in main.Operators)
        {
            var expected = Floats(tensors[source.Outputs[0]]);
            var actual = new float[expected.Length];
            Alone(main, source, out var inputs).Run([.. inputs.SelectMany(input => Floats(tensors[input]))], actual);

            var difference = expected.Zip(actual, (there, here) => Math.Abs(there - here)).Max();
            Assert.True(difference <= 1e-5 * expected.Max(Math.Abs), $"{source} {main.Tensors[source.Outputs[0]]}: {difference}");
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

    private static float[] Floats(byte[] bytes) => MemoryMarshal.Cast<byte, float>(bytes).ToArray();
}
