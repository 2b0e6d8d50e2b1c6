using System.Globalization;

namespace FlowerModel.Build.Tasks.Items;

/// <summary>The version of C# that a project is compiled with.</summary>
internal static class LanguageVersion
{
    /// <summary>Returns true if the compiler accepts what a version of C# introduced.</summary>
    /// <param name="langVersion">
    /// MSBuild's <c>LangVersion</c>: a number such as <c>7.3</c>, <c>ISO-1</c> or <c>ISO-2</c> (C# 1 and 2), or a word such as <c>latest</c>, <c>preview</c> or
    /// <c>default</c>, which all stand for newer versions with the compilers of .NET 8 and later.
    /// </param>
    /// <param name="major">The version that introduced it, for example 10.</param>
    public static bool Supports(string langVersion, int major)
    {
        if (langVersion.StartsWith("ISO-", StringComparison.OrdinalIgnoreCase)) return false;
        var number = langVersion.Split('.')[0];
        return !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var version) || version >= major;
    }
}
