using System.Runtime.InteropServices;
using FlowerModel.Networks;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Runtime.Inference;
using FlowerModel.Tflite;

namespace FlowerModel.Conversion.Tests.Onnx;

/// <summary>
/// Every operator of every network in int8, by itself: ONNX Runtime rounds once, TensorFlow Lite's kernels twice, so a result may differ by one step,
/// and only seldom. Anything wrong with a scale, a zero point or an order of dimensions differs by more.
/// </summary>
public sealed class Int8OperatorTests
{
    public static TheoryData<string> Networks => [.. NetworkCatalog.All.Select(network => network.Name)];

    [Theory]
    [MemberData(nameof(Networks))]
    public void Every_operator_returns_the_same_integers_to_within_one_step(string network)
    {
        var (file, images) = TestModels.Random(network, convolution: true, 15);
        var model = ModelReader.Read(TestModels.Quantized(file, NumberFormat.Int8, images));
        var random = new Random(5);
        long all = 0, different = 0;
        foreach (var op in model.Main.Operators.Where(op => op.Code is not (BuiltinOperator.Quantize or BuiltinOperator.Dequantize)))
        {
            var alone = ModelWriter.Write(Alone(model.Main, op, random));
            using var session = new OnnxSession(alone);
            var input = new sbyte[model.Main.Tensors[op.Inputs[0]].ElementCount];
            random.NextBytes(MemoryMarshal.AsBytes(input.AsSpan()));

            var expected = session.Expected(input);
            var actual = session.Actual(input);

            var steps = expected.Zip(actual, (want, got) => Math.Abs(want - got)).ToArray();
            Assert.True(steps.Max() <= 1, $"{op} ({model.Main.Tensors[op.Outputs[0]].Name}) differs by {steps.Max()} steps");
            (all, different) = (all + steps.Length, different + steps.Count(step => step > 0));
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{different} of {all} integers differ");
        Assert.InRange(different, 0, all / 20);
    }

    /// <summary>A model of one operator; of several activations the first is the input, and the others become constants.</summary>
    private static Model Alone(Subgraph graph, Operator op, Random random)
    {
        Tensor[] tensors = [.. graph.Tensors];
        foreach (var index in op.Inputs.Skip(1).Where(index => index >= 0 && !tensors[index].IsConstant))
        {
            var data = new byte[tensors[index].ElementCount];
            random.NextBytes(data);
            tensors[index] = tensors[index] with { Data = data };
        }

        return MinRuntimeVersion.Stamp(new Model
        {
            Subgraphs = [new Subgraph { Tensors = tensors, Inputs = [op.Inputs[0]], Outputs = op.Outputs, Operators = [op] }],
        });
    }
}
