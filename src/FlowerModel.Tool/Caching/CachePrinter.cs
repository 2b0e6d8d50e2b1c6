using System.Globalization;
using FlowerModel.Tool.Terminal;

namespace FlowerModel.Tool.Caching;

/// <summary>Prints what is in the cache as tables.</summary>
internal static class CachePrinter
{
    /// <summary>Prints the report.</summary>
    public static void Print(CacheReport report, ToolOutput output)
    {
        if (report.Damaged is { Count: 0 }) output.WriteLine("Nothing is damaged.");
        if (report.Removed.Count > 0) Print("Removed", report.Removed, output);
        Print($"Cache in {Printable.Of(report.Cache)}", report.Kinds, output);
    }

    private static void Print(string heading, IReadOnlyList<CacheKindReport> kinds, ToolOutput output)
    {
        var table = Tables.Create("kind", ">entries", ">size", "least recently used");
        foreach (var kind in kinds)
            table.Add(kind.Kind, kind.Entries.ToString(CultureInfo.InvariantCulture), Printable.Bytes(kind.Bytes), kind.LeastRecentlyUsed);
        table.Add("total", kinds.Sum(kind => kind.Entries).ToString(CultureInfo.InvariantCulture), Printable.Bytes(kinds.Sum(kind => kind.Bytes)), "");
        output.Write(heading, table);
    }
}
