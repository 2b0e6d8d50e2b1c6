using System.Reflection;
using FlowerModel.Runtime.Inference;
using FlowerModel.Runtime.Inference.Ops;
using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Tests.Inference.Operators;

/// <summary>Every supported operator must have tests.</summary>
public sealed class OperatorCatalogTests
{
    private static readonly string[] Operators = [.. OperatorPlanners.Supported.Select(code => code.ToString())];

    public static TheoryData<string> Supported => [.. Operators];

    [Theory]
    [MemberData(nameof(Supported))]
    public void Each_supported_operator_has_its_own_tests(string name)
    {
        var tests = typeof(OperatorCatalogTests).Assembly.GetType($"{typeof(OperatorCatalogTests).Namespace}.{name}Tests");

        Assert.True(tests is not null, $"{name} runs: write Inference/Operators/{name}Tests.cs");
        Assert.Contains(tests.GetMethods(), method => method.GetCustomAttribute<FactAttribute>() is not null);
    }

    [Fact]
    public void Each_test_class_is_named_after_a_supported_operator()
    {
        var tested = typeof(OperatorCatalogTests).Assembly.GetTypes()
            .Where(type => type.Namespace == typeof(OperatorCatalogTests).Namespace && type != typeof(OperatorCatalogTests))
            .Where(type => type.Name.EndsWith("Tests", StringComparison.Ordinal))
            .Select(type => type.Name[..^"Tests".Length]);

        Assert.Empty(tested.Except(Operators));
    }

    [Fact]
    public void Any_other_operator_is_rejected_by_name()
    {
        var builder = new ModelBuilder();
        var (input, output) = (builder.Float(1, 2), builder.Float(1, 2));
        var model = builder.Operator(BuiltinOperator.Floor, null, [input], output).Build([input], [output]);

        var error = Assert.Throws<UnsupportedModelException>(() => new Interpreter(model));

        Assert.Contains("Floor", error.Message, StringComparison.Ordinal);
    }
}
