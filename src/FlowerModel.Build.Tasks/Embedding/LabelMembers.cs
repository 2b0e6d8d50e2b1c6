using System.Globalization;
using System.Security;
using System.Text;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Build.Tasks.Embedding;

/// <summary>The part of the generated class that names the labels: as constants and as an enum.</summary>
internal static class LabelMembers
{
    /// <summary>Name of the class with the constants.</summary>
    public const string Container = "KnownLabels";

    /// <summary>Name of the enum.</summary>
    public const string Enum = "KnownLabel";

    /// <summary>Name of the method that converts a result to a member of the enum.</summary>
    public const string Conversion = "ToKnownLabel";

    private const string Classification = "global::FlowerModel.Runtime.Classification";

    /// <summary>Appends the members.</summary>
    /// <param name="code">The generated file.</param>
    /// <param name="labels">The labels, by output index.</param>
    public static void Append(StringBuilder code, IReadOnlyList<string> labels)
    {
        var constants = LabelConstants.Of(labels, Container);
        code.Append($$"""

                /// <summary>Returns the label of a result of this model as a member of <see cref="{{Enum}}"/>.</summary>
                /// <param name="result">The result.</param>
                public static {{Enum}} {{Conversion}}({{Classification}} result) => ({{Enum}})result.Index;

                /// <summary>The labels as numbers: the indices of the model's output.</summary>
                public enum {{Enum}}
                {

            """.Replace("\r\n", "\n"));
        for (var index = 0; index < constants.Count; index++)
        {
            AppendComment(code, constants[index]);
            code.Append("        ").Append(constants[index].Name).Append(" = ").Append(index.ToString(CultureInfo.InvariantCulture)).Append(",\n");
        }

        code.Append($$"""
                }

                /// <summary>The labels as constants.</summary>
                public static class {{Container}}
                {

            """.Replace("\r\n", "\n"));
        foreach (var constant in constants)
        {
            AppendComment(code, constant);
            code.Append("        public const string ").Append(constant.Name).Append(" = ").Append(CSharpName.Literal(constant.Label)).Append(";\n");
        }

        code.Append("    }\n");
    }

    private static void AppendComment(StringBuilder code, LabelConstant constant) =>
        code.Append("        /// <summary>The label <c>").Append(SecurityElement.Escape(CSharpName.Literal(constant.Label))).Append("</c>.</summary>\n");
}
