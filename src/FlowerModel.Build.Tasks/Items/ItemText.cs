using System.Collections;
using System.Globalization;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace FlowerModel.Build.Tasks.Items;

/// <summary>MSBuild items as a list of texts: for each item its name, the number of its metadata, and their names and values, all escaped.</summary>
internal static class ItemText
{
    /// <summary>Appends an item to a list.</summary>
    public static void Append(List<string> texts, ITaskItem2 item)
    {
        var metadata = item.CloneCustomMetadataEscaped();
        texts.Add(item.EvaluatedIncludeEscaped);
        texts.Add(metadata.Count.ToString(CultureInfo.InvariantCulture));
        foreach (DictionaryEntry entry in metadata)
        {
            texts.Add((string)entry.Key);
            texts.Add((string)entry.Value);
        }
    }

    /// <summary>Returns the items of a list.</summary>
    public static List<ITaskItem> Read(IReadOnlyList<string> texts)
    {
        var items = new List<ITaskItem>();
        for (var i = 0; i < texts.Count;)
        {
            var item = new TaskItem(texts[i++]);
            for (var left = int.Parse(texts[i++], CultureInfo.InvariantCulture); left > 0; left--) item.SetMetadata(texts[i++], texts[i++]);
            items.Add(item);
        }

        return items;
    }
}
