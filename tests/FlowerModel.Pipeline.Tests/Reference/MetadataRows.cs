using System.Reflection;
using FlowerModel.Networks;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Tests.Settings;

namespace FlowerModel.Pipeline.Tests.Reference;

/// <summary>The metadata of <c>FlowerModel</c> as rows of the reference: kinds and limits from the code, defaults and meanings from the README's table.</summary>
internal static class MetadataRows
{
    /// <summary>Returns the rows, in the order of the README.</summary>
    public static IReadOnlyList<ReferenceRow> All() =>
        [.. ReadmeTable.Rows.Select(row => new ReferenceRow(row.Key, Values(row.Key), row.Value.Default, InDocs(row.Value.Meaning)))];

    // Links of the README, from the folder docs.
    private static string InDocs(string meaning) =>
        meaning.Replace("](docs/", "](", StringComparison.Ordinal).Replace("](#", "](../README.md#", StringComparison.Ordinal);

    private static string Values(string name)
    {
        if (name == "BaseModel") return Choices(NetworkCatalog.All.Select(network => network.Name));
        if (name == "CopyToOutput") return Choices(["true", "false"]);
        var type = typeof(ModelSettings).GetProperty(name)!.PropertyType;
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(bool)) return Choices(["true", "false"]);
        if (type == typeof(IReadOnlyList<NumberFormat>)) return Choices(Names(typeof(NumberFormat))) + ", one or several";
        if (type.IsEnum) return Choices(Names(type));
        if (type == typeof(string)) return "text";
        if (type == typeof(long)) return "number of bytes";
        var kind = type == typeof(int) ? "whole number" : "number";
        return typeof(SettingLimits).GetProperty(name, BindingFlags.Public | BindingFlags.Static)?.GetValue(null) switch
        {
            Limits<int> { Max: int.MaxValue } limits => $"{kind}, {limits.Min} or greater",
            Limits<int> limits => $"{kind}, {limits.Min} to {limits.Max}",
            Limits<double> limits => FormattableString.Invariant($"{kind}, {limits.Min:0.########} to {limits.Max:0.########}"),
            _ => kind,
        };
    }

    private static IEnumerable<string> Names(Type type) =>
        Enum.GetNames(type).Select(name => type == typeof(OutputCopy) ? name : name.ToLowerInvariant());

    private static string Choices(IEnumerable<string> values) => string.Join(", ", values.Select(value => $"`{value}`"));
}
