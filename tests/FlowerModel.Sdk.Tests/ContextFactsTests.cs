using System.Text.RegularExpressions;
using System.Xml.Linq;
using FlowerModel.Testing;

namespace FlowerModel.Sdk.Tests;

/// <summary>The targets pass project facts to the tasks as metadata of one item; both sides must use the same names.</summary>
public sealed partial class ContextFactsTests
{
    [Fact]
    public void The_tasks_read_exactly_the_facts_that_the_targets_pass()
    {
        var source = Path.Combine(ReferenceData.RepositoryRoot, "src");
        var targets = XDocument.Load(Path.Combine(source, "FlowerModel.Sdk", "build", "FlowerModel.Context.targets"));
        var passed = targets.Descendants("_FlowerModelContext").Elements().Select(element => element.Name.LocalName);
        var reader = File.ReadAllText(Path.Combine(source, "FlowerModel.Build.Tasks", "Items", "ProjectFacts.cs"));
        var read = Name().Matches(reader).Select(match => match.Groups[1].Value);
        Assert.Equal(passed.Order(StringComparer.Ordinal), read.Distinct().Order(StringComparer.Ordinal));
    }

    // Matches Text("StateRoot"), Optional("CacheDirectory") and the names in the list of restore properties.
    [GeneratedRegex("""(?:Text\(|Optional\(|[\s,])"([A-Z]\w+)"[,)\r\n]""")]
    private static partial Regex Name();
}
