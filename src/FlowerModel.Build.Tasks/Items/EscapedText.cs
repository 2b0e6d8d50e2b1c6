using System.Globalization;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace FlowerModel.Build.Tasks.Items;

/// <summary>
/// MSBuild's escape sequences, such as <c>%3b</c> for a semicolon. MSBuild takes the names and metadata of the items that a task returns as escaped, so a path
/// that contains special characters would otherwise be expanded or split where a target includes it.
/// </summary>
internal static class EscapedText
{
    private const string Special = "%*?@$();'";

    /// <summary>Escapes a text.</summary>
    public static string Of(string text)
    {
        if (text.IndexOfAny(Special.ToCharArray()) < 0) return text;
        var escaped = new StringBuilder();
        foreach (var letter in text)
        {
            if (Special.IndexOf(letter) < 0) escaped.Append(letter);
            else escaped.Append('%').Append(((int)letter).ToString("x2", CultureInfo.InvariantCulture));
        }

        return escaped.ToString();
    }

    /// <summary>Creates an item from texts that are not escaped.</summary>
    /// <param name="name">The item's name.</param>
    /// <param name="metadata">Its metadata.</param>
    public static TaskItem Item(string name, Dictionary<string, string> metadata) =>
        new(Of(name), metadata.ToDictionary(pair => pair.Key, pair => Of(pair.Value)));

    /// <summary>Splits a metadatum at its semicolons. Escaped ones are part of a name.</summary>
    /// <param name="item">The item.</param>
    /// <param name="metadata">Name of the metadatum.</param>
    /// <returns>The names, not escaped.</returns>
    public static IEnumerable<string> Split(ITaskItem item, string metadata) => item is ITaskItem2 escaped
        ? escaped.GetMetadataValueEscaped(metadata).Split(';').Select(name => new TaskItem(name).ItemSpec)
        : item.GetMetadata(metadata).Split(';');
}
