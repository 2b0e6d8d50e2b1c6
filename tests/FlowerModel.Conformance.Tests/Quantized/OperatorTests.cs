using FlowerModel.Conformance.Tests.Models;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Tflite;

namespace FlowerModel.Conformance.Tests.Quantized;

/// <summary>The operators of each variant are those of the float32 model and only the conversions that its number format needs.</summary>
[Trait("Speed", "Slow")]
public sealed class OperatorTests(Classifiers classifiers)
{
    [Theory]
    [InlineData(Classifiers.Linear)]
    [InlineData(Classifiers.Conv)]
    public void A_float16_model_widens_each_float16_constant_once_and_nothing_else(string name)
    {
        var graph = Graph(name, NumberFormat.Float16);

        var constants = graph.Tensors.Index().Where(tensor => tensor.Item.Type == TensorType.Float16).Select(tensor => tensor.Index).ToArray();
        var widened = graph.Operators.Where(step => step.Code == BuiltinOperator.Dequantize).Select(step => step.Inputs.Single());

        AssertCounts(name, graph, dequantize: constants.Length);
        Assert.Equal(constants.Order(), widened.Order());
        Assert.All(constants, constant => Assert.True(graph.Tensors[constant].IsConstant));
        var kernels = graph.Operators.Where(HasKernel).Select(step => step.Inputs[1]);
        var results = graph.Operators.Where(step => step.Code == BuiltinOperator.Dequantize).Select(step => step.Outputs.Single());
        Assert.Empty(kernels.Except(results));
    }

    [Theory]
    [InlineData(Classifiers.Linear)]
    [InlineData(Classifiers.Conv)]
    public void A_dynamic_model_has_int8_kernels_of_at_least_1024_elements_and_float_activations(string name)
    {
        var graph = Graph(name, NumberFormat.Dynamic);

        AssertCounts(name, graph);
        foreach (var step in graph.Operators.Where(HasKernel))
        {
            var kernel = graph.Tensors[step.Inputs[1]];
            Assert.Equal(kernel.ElementCount >= 1024 ? TensorType.Int8 : TensorType.Float32, kernel.Type);
            Assert.Equal(TensorType.Float32, graph.Tensors[step.Inputs[0]].Type);
            Assert.Equal(TensorType.Float32, graph.Tensors[step.Outputs[0]].Type);
        }
    }

    [Theory]
    [InlineData(Classifiers.Linear, InferenceType.Float32)]
    [InlineData(Classifiers.Linear, InferenceType.Int8)]
    [InlineData(Classifiers.Linear, InferenceType.UInt8)]
    [InlineData(Classifiers.Conv, InferenceType.Float32)]
    public void An_int8_model_converts_only_its_input_and_output(string name, InferenceType ends)
    {
        var graph = Graph(name, NumberFormat.Int8, ends);

        switch (ends)
        {
            case InferenceType.Float32:
                AssertCounts(name, graph, quantize: 1, dequantize: 1);
                Assert.Equal(BuiltinOperator.Quantize, graph.Operators[0].Code);
                Assert.Equal(BuiltinOperator.Dequantize, graph.Operators[^1].Code);
                break;
            case InferenceType.UInt8:
                AssertCounts(name, graph, quantize: 2);
                Assert.Equal(BuiltinOperator.Quantize, graph.Operators[0].Code);
                Assert.Equal(BuiltinOperator.Quantize, graph.Operators[^1].Code);
                break;
            default:
                AssertCounts(name, graph);
                break;
        }

        foreach (var step in graph.Operators.Where(HasKernel))
        {
            Assert.Equal(
                [TensorType.Int8, TensorType.Int8, TensorType.Int32, TensorType.Int8],
                step.Inputs.Concat(step.Outputs).Select(index => graph.Tensors[index].Type));
        }
    }

    private Subgraph Graph(string name, NumberFormat kind, InferenceType ends = InferenceType.Float32) =>
        ModelReader.Read(classifiers.File(name, kind, ends)).Main;

    /// <summary>Asserts that the operators are those of the float32 model and the given conversions: no TRANSPOSE, no separate activation or PAD.</summary>
    private void AssertCounts(string name, Subgraph graph, int quantize = 0, int dequantize = 0)
    {
        var expected = classifiers[name].Float32.Main.Operators.CountBy(step => step.Code).ToDictionary();
        if (quantize > 0) expected.Add(BuiltinOperator.Quantize, quantize);
        if (dequantize > 0) expected.Add(BuiltinOperator.Dequantize, dequantize);
        Assert.Equal(expected, graph.Operators.CountBy(step => step.Code).ToDictionary());
    }

    private static bool HasKernel(Operator step) =>
        step.Code is BuiltinOperator.Conv2D or BuiltinOperator.DepthwiseConv2D or BuiltinOperator.FullyConnected;
}
