using System.Globalization;
using FlowerModel.Pipeline.Running;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Variants;

namespace FlowerModel.Pipeline.Stages;

/// <summary>The line that a build ends with: how good the model is, what was done for it, and what was reused.</summary>
public static class BuildSummary
{
    /// <summary>Reports the line, unless the build only checks.</summary>
    /// <param name="settings">The model's settings.</param>
    /// <param name="context">The context of the pipeline, with its memory.</param>
    /// <exception cref="InvalidDataException">The table of variants is damaged.</exception>
    public static void Report(ModelSettings settings, PipelineContext context)
    {
        if (context.Policy == RunPolicy.Question || context.Memory is not { HasBegun: true } memory) return;
        var table = VariantTable.FromJson(File.ReadAllText(Path.Combine(context.StateDirectory, VariantTable.JsonFileName)));
        var row = table.Find(settings.Quantization[0])!;
        var accuracy = string.Format(CultureInfo.InvariantCulture, "validation accuracy {0:P1}", row.Accuracy);
        if (row.TestAccuracy is { } test) accuracy += string.Format(CultureInfo.InvariantCulture, ", test accuracy {0:P1}", test);
        context.Log.Conclude($"{settings.Name}: {accuracy}; {Work(memory.Stages)}; report: {Path.Combine(context.StateDirectory, ReportStage.FileName)}");
    }

    private static string Work(StageTally stages)
    {
        var total = stages.Ran.Count + stages.Found;
        if (stages.Ran.Count == 0) return FormattableString.Invariant($"all {total} results from the cache");
        var ran = $"ran {string.Join(", ", stages.Ran)}";
        return stages.Found == 0 ? ran : FormattableString.Invariant($"{ran}; {stages.Found} of {total} results from the cache");
    }
}
