using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Settings;

/// <summary>
/// What <c>Dataset</c> names: one folder, file or URL, or several folders that are separated by semicolons. A semicolon in a name is written as
/// <c>%3b</c>, as in MSBuild.
/// </summary>
public static class DatasetPaths
{
    private const char Separator = ';';
    private const string EscapedSeparator = "%3b";

    /// <summary>Returns the single names, without white space around them, at least one. A URL is one name.</summary>
    public static IReadOnlyList<string> Split(string dataset)
    {
        if (WebUrl.IsUrl(dataset)) return [dataset];
        string[] names = [.. dataset.Split(Separator).Select(name => name.Trim()).Where(name => name.Length > 0).Select(Unescape)];
        return names.Length > 0 ? names : [dataset];
    }

    /// <summary>Returns the full paths of the folders, without those that do not exist; empty if the dataset is no folder.</summary>
    /// <param name="dataset">The value of <c>Dataset</c>.</param>
    /// <param name="projectDirectory">Full path of the folder that relative paths start from.</param>
    public static IReadOnlyList<string> Folders(string dataset, string projectDirectory) => WebUrl.IsUrl(dataset)
        ? []
        : [.. Split(dataset).Select(name => Path.GetFullPath(Path.Combine(projectDirectory, name))).Where(Directory.Exists)];

    /// <summary>Joins names to the value of <c>Dataset</c>.</summary>
    public static string Join(IEnumerable<string> names) =>
        string.Join(Separator.ToString(), names.Select(name => name.Replace(Separator.ToString(), EscapedSeparator)));

    private static string Unescape(string name) => name.Replace(EscapedSeparator, Separator.ToString()).Replace("%3B", Separator.ToString());
}
