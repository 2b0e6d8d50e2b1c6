using System.Globalization;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Build.Tasks.Embedding;

/// <summary>A constant of the generated class for one label.</summary>
/// <param name="Name">The C# name.</param>
/// <param name="Label">The value of the constant.</param>
/// <param name="IsNumbered">True if the plain name was already taken and a number was appended.</param>
internal sealed record LabelConstant(string Name, string Label, bool IsNumbered);

/// <summary>Assigns a unique constant name to each label.</summary>
internal static class LabelConstants
{
    /// <summary>Returns the names in the order of the labels. The same labels always get the same names.</summary>
    /// <param name="labels">The labels.</param>
    /// <param name="container">Name of the class that contains the constants; no constant can have this name.</param>
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
