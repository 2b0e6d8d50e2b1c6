using System.Globalization;
using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Diagnostics;

namespace FlowerModel.Tool.Files;

/// <summary>Reads class names from files of this product and of others.</summary>
internal static class ClassNames
{
    /// <summary>
    /// Reads a labels file. If every line begins with its number, counted from 0, and a space, as in Teachable Machine's labels.txt
    /// (<c>0 daisy</c>), the numbers are left out.
    /// </summary>
    /// <exception cref="PipelineException">The file is missing, cannot be read, or has an empty line or a control character.</exception>
    public static IReadOnlyList<string> Read(string path)
    {
        var lines = LabelsFile.Read(path);
        var names = lines.Select(NameIn).ToArray();
        return names.All(name => name is { Length: > 0 }) ? names! : lines;
    }

    private static string? NameIn(string line, int index)
    {
        var number = index.ToString(CultureInfo.InvariantCulture) + " ";
        return line.StartsWith(number, StringComparison.Ordinal) ? line[number.Length..].Trim() : null;
    }
}
