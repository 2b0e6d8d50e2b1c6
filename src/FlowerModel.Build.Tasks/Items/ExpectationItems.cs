using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Settings;
using Microsoft.Build.Framework;

namespace FlowerModel.Build.Tasks.Items;

/// <summary>Reads <c>&lt;FlowerModelExpect/&gt;</c> items.</summary>
internal static class ExpectationItems
{
    /// <summary>Returns the errors of the items. Items of one wildcard have the same metadata, so their errors are reported once.</summary>
    /// <param name="items">The items.</param>
    /// <param name="models">The project's <c>FlowerModel</c> items.</param>
    /// <param name="project">The project.</param>
    public static IEnumerable<Diagnostic> Check(ITaskItem[] items, ITaskItem[] models, ProjectFacts project)
    {
        var names = Array.ConvertAll(models, model => model.ItemSpec);
        return items
            .GroupBy(item => string.Join("\n", ModelItem.OwnMetadata(item).Select(pair => $"{pair.Key}={pair.Value}").OrderBy(text => text, StringComparer.Ordinal)))
            .SelectMany(group => Parse(group.First(), names, project).Diagnostics);
    }

    /// <summary>Returns the expectations of a model; the items are valid.</summary>
    public static IReadOnlyList<Expectation> Of(ITaskItem[] items, string model, ProjectFacts project) =>
    [
        .. items.Select(item => Parse(item, [model], project).Expectation)
            .Where(expectation => expectation.Model is null || string.Equals(expectation.Model, model, StringComparison.OrdinalIgnoreCase)),
    ];

    private static (Expectation Expectation, IReadOnlyList<Diagnostic> Diagnostics) Parse(ITaskItem item, string[] models, ProjectFacts project) =>
        ExpectationParser.Parse(
            item.ItemSpec,
            Path.GetFullPath(Path.Combine(project.ProjectDirectory, item.ItemSpec)),
            ModelItem.OwnMetadata(item),
            models,
            project.ProjectFile);
}
