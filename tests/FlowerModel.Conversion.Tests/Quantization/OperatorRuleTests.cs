using FlowerModel.Conversion.Quantization.Int8;
using FlowerModel.Runtime.Inference;
using FlowerModel.Tflite;

namespace FlowerModel.Conversion.Tests.Quantization;

/// <summary>The quantizer has a rule for each operator that the interpreter runs, and for no other.</summary>
public sealed class OperatorRuleTests
{
    /// <summary>A float32 model has none of these; the quantizer writes them.</summary>
    private static readonly BuiltinOperator[] Conversions = [BuiltinOperator.Quantize, BuiltinOperator.Dequantize];

    public static TheoryData<BuiltinOperator> Operators => [.. Enum.GetValues<BuiltinOperator>().Except(Conversions)];

    [Theory]
    [MemberData(nameof(Operators))]
    public void An_operator_has_a_rule_exactly_where_it_runs(BuiltinOperator code)
    {
        var op = new Operator { Code = code, Inputs = [], Outputs = [] };

        Assert.Equal(Runs(op), Record.Exception(() => OperatorRule.Of(op)) is null);
    }

    /// <summary>An operator that runs is refused for its missing tensors, any other for what it is.</summary>
    private static bool Runs(Operator op)
    {
        var input = new Tensor { Name = "input", Shape = [1], Type = TensorType.Float32 };
        var model = new Model { Subgraphs = [new Subgraph { Tensors = [input], Inputs = [0], Outputs = [0], Operators = [op] }] };
        return Assert.ThrowsAny<Exception>(() => new Interpreter(model)) is TfliteFormatException;
    }
}
