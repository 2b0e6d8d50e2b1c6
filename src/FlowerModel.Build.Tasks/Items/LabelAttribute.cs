using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using FlowerModel.Pipeline.Settings;
using Microsoft.Build.Framework;

namespace FlowerModel.Build.Tasks.Items;

/// <summary>
/// The attribute <c>Label</c> of expectations. MSBuild takes this attribute of any element for a remark and does not pass it on, so it is read from the
/// project file. It means the same as <c>Answer</c>.
/// </summary>
internal static class LabelAttribute
{
    private const string Name = "Label";
    private const string Answer = nameof(Expectation.Answer);

    /// <summary>
    /// Gives the items without <c>Answer</c> and <c>Known</c> the label of the element that contains them as their answer, and returns all items. The items of
    /// a task are its own copies.
    /// </summary>
    public static ITaskItem[] AddTo(ITaskItem[] items)
    {
        if (items.Length == 0) return items;
        var files = new Dictionary<string, XElement[]>(StringComparer.Ordinal);
        return Array.ConvertAll(items, item =>
        {
            if (item.GetMetadata(Answer).Length > 0 || item.GetMetadata(nameof(Expectation.Known)).Length > 0) return item;
            var file = item.GetMetadata("DefiningProjectFullPath");
            if (!files.TryGetValue(file, out var elements)) files[file] = elements = Elements(file);
            // A label that is not certain is none: the item then has no answer, which is an error.
            var labels = elements.Where(element => Contains(element, item.ItemSpec)).Select(element => (string)element.Attribute(Name)!).Distinct().ToArray();
            if (labels.Length == 1) item.SetMetadata(Answer, labels[0]);
            return item;
        });
    }

    private static XElement[] Elements(string file)
    {
        try
        {
            return [.. XDocument.Load(file).Descendants().Where(element => element.Name.LocalName == ExpectationParser.ItemType && element.Attribute(Name) is not null)];
        }
        catch (Exception error) when (error is XmlException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            return [];
        }
    }

    // Properties and items in a pattern stand for any text.
    private static bool Contains(XElement element, string item) =>
        ((string?)element.Attribute("Include") ?? "").Split(';').Any(pattern => Regex.IsMatch(Path(item), $"^{Expression(Path(pattern.Trim()))}$", RegexOptions.IgnoreCase));

    private static string Path(string text) => text.Replace('\\', '/');

    private static string Expression(string pattern) => Regex.Replace(pattern, @"[$@%]\([^)]*\)|\*\*/|\*\*|\*|\?|[^$@%*?]+|.", match => match.Value switch
    {
        "**/" => "(.*/)?",
        "**" => ".*",
        "*" => "[^/]*",
        "?" => "[^/]",
        var value when value.Length > 2 && value[1] == '(' && value[0] is '$' or '@' or '%' => ".*",
        var value => Regex.Escape(value),
    });
}
