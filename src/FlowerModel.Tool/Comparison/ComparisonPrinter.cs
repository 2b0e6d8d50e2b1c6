using System.Globalization;
using FlowerModel.Tool.Terminal;

namespace FlowerModel.Tool.Comparison;

/// <summary>Prints a comparison of layers as a table.</summary>
internal static class ComparisonPrinter
{
    private const int NameLength = 44;

    /// <summary>Prints the report.</summary>
    public static void Print(LayerComparisonReport report, ToolOutput output)
    {
        var table = Tables.Create(">#", "result", "operator", ">signal to noise, dB", ">scale", ">zero point", ">saturated");
        for (var index = 0; index < report.Layers.Count; index++)
        {
            var layer = report.Layers[index];
            table.Add(
                index.ToString(CultureInfo.InvariantCulture),
                Printable.Short(layer.Name, NameLength),
                layer.Operator,
                Decibels(layer),
                layer.Scale is { } scale ? Printable.Number(scale) : "",
                layer.ZeroPoint?.ToString(CultureInfo.InvariantCulture) ?? "",
                layer.Saturated is { } share ? Printable.Percent(share) : "");
        }

        output.Write($"{report.Quantized} against {report.Float32}, {report.Images.ToString(CultureInfo.InvariantCulture)} images", table);
        if (report.Layers.Where(layer => layer.SignalToNoise is not null).MinBy(layer => layer.SignalToNoise) is not { } worst) return;
        var facts = Tables.Facts();
        facts.Add("Lowest", $"{Decibels(worst)} dB: {Printable.Short(worst.Name, NameLength)}, {worst.Operator}");
        facts.Add("Last", $"{Decibels(report.Layers[^1])} dB: {Printable.Short(report.Layers[^1].Name, NameLength)}, {report.Layers[^1].Operator}");
        output.Write(facts);
    }

    private static string Decibels(LayerReport layer) => layer.SignalToNoise?.ToString("F1", CultureInfo.InvariantCulture) ?? "equal";
}
