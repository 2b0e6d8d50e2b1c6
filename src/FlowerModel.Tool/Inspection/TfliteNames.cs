using System.Collections.Frozen;
using System.Text;
using FlowerModel.Tflite;

namespace FlowerModel.Tool.Inspection;

/// <summary>Names of operators, types and settings as the TFLite schema spells them.</summary>
internal static class TfliteNames
{
    // Exceptions to the rule below.
    private static readonly FrozenDictionary<string, string> Exceptions = new Dictionary<string, string>
    {
        ["L2Normalization"] = "L2_NORMALIZATION",
        ["PRelu"] = "PRELU",
        ["PadV2"] = "PADV2",
        ["BatchMatMul"] = "BATCH_MATMUL",
        ["Relu6"] = "RELU6",
        ["ReluN1To1"] = "RELU_N1_TO_1",
    }.ToFrozenDictionary();

    /// <summary>CONV_2D; the name of a custom operator; BUILTIN_n for a number unknown to this version.</summary>
    public static string Of(Operator op) => op.CustomCode ?? Of(op.Code, "BUILTIN_");

    /// <summary>FLOAT32, INT8.</summary>
    public static string Of(TensorType type) => type.ToString().ToUpperInvariant();

    /// <summary>SAME, RELU6: a value of any enumeration in the schema.</summary>
    public static string Of(Enum value, string unknown = "")
    {
        var name = value.ToString();
        if (!Enum.IsDefined(value.GetType(), value)) return unknown + name;
        return Exceptions.TryGetValue(name, out var exception) ? exception : UpperSnakeCase(name);
    }

    /// <summary>A word begins at each capital letter that does not follow a digit, and at each digit that follows a letter: CONV_2D.</summary>
    private static string UpperSnakeCase(string name)
    {
        var text = new StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            var begins = char.IsUpper(name[i]) ? i > 0 && !char.IsDigit(name[i - 1]) : char.IsDigit(name[i]) && i > 0 && char.IsLower(name[i - 1]);
            if (begins) text.Append('_');
            text.Append(char.ToUpperInvariant(name[i]));
        }

        return text.ToString();
    }
}
