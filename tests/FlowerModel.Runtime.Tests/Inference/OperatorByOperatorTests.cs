using System.Runtime.InteropServices;
using FlowerModel.Runtime.Images;
using FlowerModel.Runtime.Inference;
using FlowerModel.Testing;
using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Tests.Inference;

/// <summary>
/// Each operator of a real model runs alone, on the inputs that it has in a real runtime, so differences cannot accumulate over layers.
/// </summary>
public class OperatorByOperatorTests
{
    /// <summary>The error of float32 arithmetic that approximates real numbers, in steps of a stored value.</summary>
    private const double FloatError = 5e-4;

    // XNNPACK rounds once, in floats, to the nearest stored value. TensorFlow Lite's own kernels, whose rule this runtime follows bit for bit, round
    // twice in fixed point: the sum times the mantissa of the ratio of scales to an integer, and then that integer to a step. The two differ only if
    // the exact result is closer to a half than the error of the first rounding.
    [Theory]
    [Trait("Speed", "Slow")]
    [InlineData("tf2_mobilenet_v2_1.0_224_ptq.tflite")]
    [InlineData("mobilenet_v2_int8.tflite")]
    public void Every_int8_result_is_the_nearest_in_LiteRT_and_within_the_first_rounding_of_it_in_this_runtime(string name)
    {
        var (main, tensors) = Record(name, Oracle.LiteRt, operators => operators);
        foreach (var source in main.Operators)
        {
            var output = main.Tensors[source.Outputs[0]];
            var exact = RealNumbers.ResultOf(main, source, tensor => tensors[tensor]);
            var (theirs, ours) = (tensors[source.Outputs[0]], new byte[output.ElementCount]);
            Alone(main, source, out var inputs).Run([.. inputs.SelectMany(input => tensors[input])], ours);

            double Farthest(byte[] stored) =>
                exact.Zip(stored, (real, value) => Math.Abs(real - (output.Type == TensorType.Int8 ? (sbyte)value : value))).Max();
            Assert.True(Farthest(theirs) <= 0.5 + FloatError, $"{source} in LiteRT: {Farthest(theirs)} steps off");
            Assert.True(Farthest(ours) <= 0.5 + FirstRounding(main, source) + FloatError, $"{source}: {Farthest(ours)} steps off");
        }
    }

    /// <summary>
    /// The maximum error of the first rounding of a sum, in steps. A ratio of scales is <c>mantissa * 2^exponent</c> with a mantissa of 0.5 to 1. The
    /// first rounding yields an integer in units of <c>2^exponent</c> steps. Operators without a kernel tensor compute with more bits.
    /// </summary>
    private static double FirstRounding(Subgraph main, Operator source)
    {
        if (source.Code is not (BuiltinOperator.Conv2D or BuiltinOperator.DepthwiseConv2D or BuiltinOperator.FullyConnected)) return 0;
        Quantization Of(int tensor) => main.Tensors[tensor].Quantization!;
        var ratio = (double)Of(source.Inputs[0]).Scale * Of(source.Inputs[1]).Scales.Max() / Of(source.Outputs[0]).Scale;
        var exponent = Math.Floor(Math.Log2(ratio)) + 1;
        return 0.5 * Math.Pow(2, exponent);
    }

    // The library quantizes the input of each layer with an int8 kernel to 8 bits, with one scale and zero point per image, as this runtime does:
    // such layers return the same bits. Layers with a float kernel add in a different order.
    [Fact]
    [Trait("Speed", "Slow")]
    public void Each_operator_of_a_dynamic_range_model_matches_TensorFlow_Lite()
    {
        // The last layers are excluded because the library rejects a FULLY_CONNECTED with several scales.
        var (main, tensors) = Record(
            "mobilenet_v2_dynamic.tflite", Oracle.Native, all => all.TakeWhile(op => op.Code != BuiltinOperator.FullyConnected));
        foreach (var source in main.Operators)
        {
            var expected = Floats(tensors[source.Outputs[0]]);
            var actual = new float[expected.Length];
            Alone(main, source, out var inputs).Run([.. inputs.SelectMany(input => Floats(tensors[input]))], actual);

            var difference = expected.Zip(actual, (there, here) => Math.Abs(there - here)).Max();
            var isHybrid = source.Inputs.Any(tensor => tensor >= 0 && main.Tensors[tensor].Type == TensorType.Int8);
            var bound = isHybrid ? 0 : 1e-6 * expected.Max(Math.Abs);
            Assert.True(difference <= bound, $"{source} {main.Tensors[source.Outputs[0]]}: {difference}");
        }
    }

    /// <summary>Returns the operators of a model and the values that a real runtime computes for all tensors that are not constants.</summary>
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
