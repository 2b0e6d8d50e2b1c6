using System.Text.Json.Nodes;
using FlowerModel.Testing;

namespace FlowerModel.Tool.Tests.Support;

/// <summary>The JSON of the commands is a contract, and docs/command-line.md is its text.</summary>
internal static class Documented
{
    /// <summary>Every field stands in the documentation.</summary>
    public static void Check(JsonObject report)
    {
        var documentation = File.ReadAllText(Path.Combine(ReferenceData.RepositoryRoot, "docs", "command-line.md"));
        foreach (var name in FieldNames(report).Distinct()) Assert.Contains($"`{name}`", documentation, StringComparison.Ordinal);
    }

    /// <summary>Names of fields at any depth, but for maps whose names are operators, and settings of operators.</summary>
    private static IEnumerable<string> FieldNames(JsonNode? node) => node switch
    {
        JsonObject record => record.SelectMany(pair => pair.Key is "operatorCounts" or "kernelsByOperator" or "options"
            ? [pair.Key]
            : FieldNames(pair.Value).Prepend(pair.Key)),
        JsonArray list => list.SelectMany(FieldNames),
        _ => [],
    };
}
