using System.Text.Json.Nodes;
using FlowerModel.Testing;

namespace FlowerModel.Tool.Tests.Support;

/// <summary>The JSON output of the commands is a contract that docs/command-line.md documents.</summary>
internal static class Documented
{
    /// <summary>Asserts that every field is documented.</summary>
    public static void Check(JsonObject report)
    {
        var documentation = File.ReadAllText(Path.Combine(ReferenceData.RepositoryRoot, "docs", "command-line.md"));
        foreach (var name in FieldNames(report).Distinct()) Assert.Contains($"`{name}`", documentation, StringComparison.Ordinal);
    }

    /// <summary>Returns the names of fields at any depth, except in maps with operator names as keys and in operator options.</summary>
    private static IEnumerable<string> FieldNames(JsonNode? node) => node switch
    {
        JsonObject record => record.SelectMany(pair => pair.Key is "operatorCounts" or "kernelsByOperator" or "options"
            ? [pair.Key]
            : FieldNames(pair.Value).Prepend(pair.Key)),
        JsonArray list => list.SelectMany(FieldNames),
        _ => [],
    };
}
