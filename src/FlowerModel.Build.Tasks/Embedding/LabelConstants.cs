using System.Globalization;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Build.Tasks.Embedding;

/// <summary>A constant of the generated class for one label.</summary>
/// <param name="Name">The name, without escaping.</param>
/// <param name="Label">The value of the constant.</param>
/// <param name="IsNumbered">True if the plain name was already taken and a number was appended.</param>
internal sealed record LabelConstant(string Name, string Label, bool IsNumbered);

/// <summary>Assigns a unique constant name to each label.</summary>
internal static class LabelConstants
{
    /// <summary>Returns the names in the order of the labels. The same labels always get the same names.</summary>
    /// <param name="labels">The labels.</param>
    /// <param name="container">Name of the class that contains the constants; no constant can have this name.</param>
    /// <param name="ignoreCase">True for languages in which names that differ only by case are the same.</param>
    public static IReadOnlyList<LabelConstant> Of(IReadOnlyList<string> labels, string container, bool ignoreCase = false)
    {
        var taken = new HashSet<string>(ignoreCase ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal) { container };
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
