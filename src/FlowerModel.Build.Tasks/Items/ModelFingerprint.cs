using System.Collections;
using System.Text;
using FlowerModel.Pipeline.Running;
using FlowerModel.Pipeline.Store;
using FlowerModel.Pipeline.Text;
using Microsoft.Build.Framework;

namespace FlowerModel.Build.Tasks.Items;

/// <summary>
/// The hash of everything outside files that the models of a project depend on. If it changes, the stages decide what has to run; it is in no key.
/// </summary>
internal static class ModelFingerprint
{
    /// <summary>Returns the hash.</summary>
    /// <param name="models">All <c>FlowerModel</c> items of the project, because they must not collide.</param>
    /// <param name="expectations">All <c>FlowerModelExpect</c> items of the project.</param>
    /// <param name="context">The <c>_FlowerModelContext</c> item.</param>
    public static string Of(ITaskItem[] models, ITaskItem[] expectations, ITaskItem context)
    {
        var text = new StringBuilder();
        // Other versions of this program can decide differently.
        text.Append(typeof(ModelFingerprint).Module.ModuleVersionId).Append(' ').Append(typeof(ModelMemory).Module.ModuleVersionId).Append('\n');
        // The default depends on environment variables.
        text.Append(CacheLocation.Default()).Append('\n');
        foreach (var model in models) Append(text, model);
        Append(text, context);
        foreach (var expectation in expectations) Append(text, expectation);
        return Hashing.OfText(text.ToString());
    }

    private static void Append(StringBuilder text, ITaskItem item)
    {
        var lines = new List<string>();
        foreach (DictionaryEntry entry in item.CloneCustomMetadata()) lines.Add(Length((string)entry.Key) + Length((string)entry.Value));
        lines.Sort(StringComparer.Ordinal);
        text.Append(Length(item.ItemSpec)).Append('\n');
        foreach (var line in lines) text.Append(line).Append('\n');
    }

    // With lengths, no two lists of names and values have the same text.
    private static string Length(string text) => $"{text.Length}:{text} ";
}
