using FlowerModel.Conversion.Quantization.Int8;
using FlowerModel.Runtime.Inference;
using FlowerModel.Tflite;

namespace FlowerModel.Conversion.Tests.Quantization;

/// <summary>The quantizer has rules for exactly the operators that the interpreter supports.</summary>
public sealed class OperatorRuleTests
{
    /// <summary>Operators that only the quantizer writes and that float32 models do not contain.</summary>
    private static readonly BuiltinOperator[] Conversions = [BuiltinOperator.Quantize, BuiltinOperator.Dequantize];

    public static TheoryData<BuiltinOperator> Operators => [.. Enum.GetValues<BuiltinOperator>().Except(Conversions)];

    [Theory]
    [MemberData(nameof(Operators))]
    public void An_operator_has_a_rule_if_and_only_if_it_is_supported(BuiltinOperator code)
    {
        var op = new Operator { Code = code, Inputs = [], Outputs = [] };

        Assert.Equal(Runs(op), Record.Exception(() => OperatorRule.Of(op)) is null);
    }

    /// <summary>Whether the interpreter supports an operator. If so, it rejects the missing tensors; otherwise it rejects the operator itself.</summary>
    private static bool Runs(Operator op)
    {
        var input = new Tensor { Name = "input", Shape = [1], Type = TensorType.Float32 };
        var model = new Model { Subgraphs = [new Subgraph { Tensors = [input], Inputs = [0], Outputs = [0], Operators = [op] }] };
        return Assert.ThrowsAny<Exception>(() => new Interpreter(model)) is TfliteFormatException;
    }
}
