using System.Globalization;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Build.Tasks.Embedding;

/// <summary>A constant of the generated class for one label.</summary>
/// <param name="Name">Its C# name.</param>
/// <param name="Label">Its value.</param>
/// <param name="IsNumbered">True where the plain name was taken and a number was appended.</param>
internal sealed record LabelConstant(string Name, string Label, bool IsNumbered);

/// <summary>Gives each label a constant name of its own.</summary>
internal static class LabelConstants
{
    /// <summary>Names in the order of the labels; the same labels always get the same names.</summary>
    /// <param name="labels">The labels.</param>
    /// <param name="container">Name of the class that holds the constants, which none of them may have.</param>
    public static IReadOnlyList<LabelConstant> Of(IReadOnlyList<string> labels, string container)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal) { container };
        var constants = new List<LabelConstant>(labels.Count);
        foreach (var label in labels)
        {
            var plain = CSharpName.ToIdentifier(label);
            var name = plain;
            for (var number = 2; !taken.Add(name); number++) name = plain + number.ToString(CultureInfo.InvariantCulture);
            constants.Add(new LabelConstant(name, label, name != plain));
        }

        return constants;
    }
}
