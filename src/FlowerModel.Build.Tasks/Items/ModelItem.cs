using System.Collections;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Text;
using Microsoft.Build.Framework;

namespace FlowerModel.Build.Tasks.Items;

/// <summary>Reads a <c>&lt;FlowerModel/&gt;</c> item.</summary>
internal static class ModelItem
{
    /// <summary>Returns the settings of an item and the diagnostics for them.</summary>
    public static (ModelSettings Settings, IReadOnlyList<Diagnostic> Diagnostics) Parse(ITaskItem item, ProjectFacts project) =>
        ModelSettingsParser.Parse(item.ItemSpec, Metadata(item), CSharpNamespace(project.RootNamespace), project.ProjectFile);

    /// <summary>Returns the settings of an item that has already been validated.</summary>
    /// <exception cref="PipelineException">The item is invalid.</exception>
    public static ModelSettings ParseValid(ITaskItem item, ProjectFacts project)
    {
        var (settings, diagnostics) = Parse(item, project);
        if (diagnostics.FirstOrDefault(diagnostic => diagnostic.Severity == Severity.Error) is { } error)
        {
            throw new PipelineException(error);
        }

        return settings;
    }

    /// <summary>Returns the <c>Dataset</c> of an item; see <see cref="DatasetPaths"/>.</summary>
    public static string DatasetOf(ITaskItem item) => DatasetPaths.Join(EscapedText.Split(item, nameof(ModelSettings.Dataset)));

    // MSBuild adds metadata to items that come from another project's build; they are not settings.
    private static Dictionary<string, string> Metadata(ITaskItem item)
    {
        var metadata = OwnMetadata(item);
        if (metadata.ContainsKey(nameof(ModelSettings.Dataset))) metadata[nameof(ModelSettings.Dataset)] = DatasetOf(item);
        return metadata;
    }

    /// <summary>Returns the metadata that the project gave an item.</summary>
    internal static Dictionary<string, string> OwnMetadata(ITaskItem item)
    {
        var metadata = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry entry in item.CloneCustomMetadata())
        {
            var name = (string)entry.Key;
            if (!name.StartsWith("MSBuildSource", StringComparison.OrdinalIgnoreCase)) metadata[name] = (string)entry.Value;
        }

        return metadata;
    }

    // A project named my-app has the root namespace my-app, which is not a valid namespace; `dotnet new` uses my_app in such projects.
    private static string CSharpNamespace(string rootNamespace) =>
        string.Join(".", rootNamespace.Split('.').Where(part => part.Length > 0).Select(PartOfNamespace));

    private static string PartOfNamespace(string part)
    {
        if (CSharpName.IsIdentifier(part)) return part;
        var name = new string([.. part.Select(letter => CSharpName.IsIdentifier("_" + letter) ? letter : '_')]);
        return CSharpName.IsIdentifier(name) ? name : "_" + name;
    }
}
