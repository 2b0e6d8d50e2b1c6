using System.Globalization;
using FlowerModel.Tool.Terminal;

namespace FlowerModel.Tool.Conversion;

/// <summary>Prints the written files as tables.</summary>
internal static class ConversionPrinter
{
    /// <summary>Prints the report.</summary>
    public static void Print(ConversionReport report, ToolOutput output)
    {
        var table = Tables.Create("file", "variant", ">bytes", ">of float32", "recipe");
        foreach (var model in report.Models)
        {
            table.Add(
                model.File, model.Variant, model.Bytes.ToString(CultureInfo.InvariantCulture), Printable.Percent(model.SizeRatio), model.Recipe ?? "");
        }

        output.Write("Written", table);
        foreach (var model in report.Models.Where(model => model.Trials.Count > 0))
        {
            var trials = Tables.Create("recipe", ">divergence", ">different answers");
            foreach (var trial in model.Trials)
            {
                trials.Add(
                    trial.Recipe,
                    Printable.Number(trial.Divergence),
                    string.Create(CultureInfo.InvariantCulture, $"{trial.Flips} of {trial.Images}"));
            }

            output.Write($"Recipes for {model.Variant}, compared with float32 on images not used for calibration", trials);
        }
    }
}
