using System.Text.RegularExpressions;
using FlowerModel.Testing;
using FlowerModel.Tflite;
using FlowerModel.Tool.Inspection;

namespace FlowerModel.Tool.Tests.Inspection;

public sealed partial class TfliteNamesTests
{
    [Fact]
    public void Every_operator_has_its_documented_name()
    {
        var source = File.ReadAllText(Path.Combine(ReferenceData.RepositoryRoot, "src", "FlowerModel.Tflite", "Graph", "BuiltinOperator.cs"));
        var documented = Documented().Matches(source).ToDictionary(match => match.Groups["name"].Value, match => match.Groups["schema"].Value);
        Assert.Equal(Enum.GetNames<BuiltinOperator>().Order(), documented.Keys.Order());
        Assert.All(Enum.GetValues<BuiltinOperator>(), code => Assert.Equal(documented[code.ToString()], TfliteNames.Of(code)));
    }

    [Theory]
    [InlineData(FusedActivation.None, "NONE")]
    [InlineData(FusedActivation.Relu6, "RELU6")]
    [InlineData(FusedActivation.ReluN1To1, "RELU_N1_TO_1")]
    [InlineData(FusedActivation.SignBit, "SIGN_BIT")]
    [InlineData(Padding.Same, "SAME")]
    public void Enum_values_have_the_names_of_the_schema(Enum value, string name) => Assert.Equal(name, TfliteNames.Of(value));

    [Fact]
    public void An_unknown_operator_is_shown_with_its_number()
    {
        var op = new Operator { Code = (BuiltinOperator)250, Inputs = [], Outputs = [] };
        Assert.Equal("BUILTIN_250", TfliteNames.Of(op));
    }

    [GeneratedRegex(@"/// <summary>(?<schema>[A-Z0-9_]+)\b[^\n]*\n\s*(?<name>\w+) = \d+,")]
    private static partial Regex Documented();
}
