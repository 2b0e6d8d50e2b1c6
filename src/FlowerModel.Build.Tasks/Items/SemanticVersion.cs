using System.Text.RegularExpressions;

namespace FlowerModel.Build.Tasks.Items;

/// <summary>Semantic versions, as version 2.0.0 of their specification defines them (https://semver.org/spec/v2.0.0.html).</summary>
internal static class SemanticVersion
{
    // Numbers have no leading zeros; the parts of a pre-release label are such numbers or contain a letter or hyphen.
    private const string Number = "(0|[1-9][0-9]*)";
    private const string Label = "(" + Number + "|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*)";
    private const string Version = "^" + Number + @"\." + Number + @"\." + Number + "(-" + Label + @"(\." + Label + @")*)?(\+[0-9a-zA-Z-]+(\.[0-9a-zA-Z-]+)*)?\z";

    /// <summary>Returns true for a semantic version.</summary>
    public static bool IsValid(string version) => Regex.IsMatch(version, Version, RegexOptions.CultureInvariant);
}
