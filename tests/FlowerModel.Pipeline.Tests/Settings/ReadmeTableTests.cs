using System.Collections;
using System.Globalization;
using System.Text.RegularExpressions;
using FlowerModel.Networks;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Text;
using FlowerModel.Testing;

namespace FlowerModel.Pipeline.Tests.Settings;

/// <summary>The README's table of metadata has every name, the default that the settings have, and the limits that are checked.</summary>
public sealed partial class ReadmeTableTests
{
    // Defaults that follow from the item or from the rest of the project: the table describes them in words.
    private static readonly Dictionary<string, string> InWords = new()
    {
        ["ClassName"] = "item name", ["Namespace"] = "root namespace", ["LogicalName"] = "item name + `.tflite`",
        ["Author"] = "none", ["License"] = "none", ["Description"] = "one that lists the classes",
        ["Export"] = "none", ["MaxQuantizationDrop"] = "none", ["MaxModelSize"] = "none", ["MaxRegression"] = "none", ["Baseline"] = "none",
        ["BatchSize"] = "by the number of images",
        ["FineTuneEpochs"] = "by the number of images", ["Epochs"] = "by the number of images", ["Dataset"] = "", ["Sha256"] = "",
    };

    private static readonly Dictionary<string, (string Default, string Meaning)> Rows = ReadmeTable.Rows;

    [Fact]
    public void The_table_names_what_the_parser_reads()
    {
        var unknown = ModelSettingsParser.Parse("Flowers", new Dictionary<string, string> { ["Dataset"] = "photos", ["Zebra"] = "1" }).Diagnostics;
        var known = Assert.Single(unknown, diagnostic => diagnostic.Code == Codes.UnknownMetadata).Text;
        var names = known[(known.IndexOf("are ", StringComparison.Ordinal) + 4)..].TrimEnd('.').Split(", ");
        Assert.Equal(names.Order(StringComparer.Ordinal), Rows.Keys.Append("CalibrationPictures").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_defaults_in_the_table_are_those_of_the_settings()
    {
        var settings = ModelSettingsParser.Parse("Flowers", new Dictionary<string, string> { ["Dataset"] = "photos" }).Settings;
        foreach (var (name, row) in Rows)
        {
            if (InWords.TryGetValue(name, out var words)) Assert.Equal((name, words), (name, row.Default));
            else if (name == "CopyToOutput") Assert.Equal("`false`", row.Default);
            else if (name == "BaseWeights") Assert.Equal($"`embedded` with `Alpha=0.35 ImageSize=128`, else `{settings.BaseWeights}`", row.Default);
            else Assert.Equal((name, Show(typeof(ModelSettings).GetProperty(name)!.GetValue(settings)!)), (name, FirstCode().Match(row.Default).Groups[1].Value));
        }
    }

    [Fact]
    public void The_limits_in_the_table_are_those_that_are_checked()
    {
        foreach (var property in typeof(SettingLimits).GetProperties())
        {
            var expected = property.GetValue(null) switch
            {
                Limits<int> { Max: int.MaxValue } limits => $"{limits.Min} or greater",
                Limits<int> limits => $"{limits.Min} to {limits.Max}",
                Limits<double> limits => $"{Plain(limits.Min)} to {Plain(limits.Max)}",
                var other => throw new InvalidOperationException($"{property.Name} has limits of another kind: {other}"),
            };
            Assert.Contains(expected, Rows[property.Name].Meaning, StringComparison.Ordinal);
        }

        Assert.All(NetworkCatalog.All, network =>
        {
            Assert.Contains($"{Range(network.MinAlpha, network.MaxAlpha)} for {network.Name}", Rows["Alpha"].Meaning, StringComparison.Ordinal);
            Assert.Contains(Range(network.MinImageSize, network.MaxImageSize), Rows["ImageSize"].Meaning, StringComparison.Ordinal);
            Assert.Contains($"`{network.Name}`", Rows["BaseModel"].Meaning, StringComparison.Ordinal);
        });
    }

    private static string Range(double min, double max) => min == max ? $"only {Plain(min)}" : $"{Plain(min)} to {Plain(max)}";

    private static string Plain(double value) => value.ToString("0.########", CultureInfo.InvariantCulture);

    private static string Show(object value) => value switch
    {
        OutputCopy copy => copy.ToString(),
        Enum choice => choice.ToString().ToLowerInvariant(),
        bool flag => flag ? "true" : "false",
        double number => number == 1 ? "1.0" : Plain(number),
        string text => text,
        IEnumerable several => string.Join(";", several.Cast<object>().Select(Show)),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    [GeneratedRegex("^`([^`]*)`")]
    private static partial Regex FirstCode();
}
