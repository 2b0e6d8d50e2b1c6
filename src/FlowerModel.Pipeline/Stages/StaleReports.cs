using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Variants;

namespace FlowerModel.Pipeline.Stages;

/// <summary>Reports of number formats that are no longer written, which would be misleading.</summary>
internal static class StaleReports
{
    /// <summary>Deletes a report of every number format except the given ones from the state folder.</summary>
    public static void Delete(ModelRun model, string report, IEnumerable<NumberFormat> current)
    {
        var names = new HashSet<string>(current.Select(format => VariantNames.OfVariant(model.Settings, format, report)), StringComparer.Ordinal);
        var pattern = Path.GetFileNameWithoutExtension(report) + "*" + Path.GetExtension(report);
        foreach (var file in Directory.GetFiles(model.Context.StateDirectory, pattern).Where(file => !names.Contains(Path.GetFileName(file))))
            File.Delete(file);
    }
}
