using FlowerModel.Pipeline.Variants;

namespace FlowerModel.Pipeline.Stages;

/// <summary>The .tflite files that <c>Quantization</c> names, and their exports: the pipeline's result.</summary>
internal static class FinishedModels
{
    /// <summary>Copies each file to a folder if it differs from the one there.</summary>
    /// <param name="model">The model.</param>
    /// <param name="folder">Full path of the folder.</param>
    public static void Copy(ModelRun model, string folder)
    {
        foreach (var format in model.Settings.Quantization)
            model.Results.Restore(QuantizeStage.ModelOf(model, format), Path.Combine(folder, VariantNames.FileName(model.Settings, format)));
        foreach (var format in model.Settings.Exported)
            model.Results.Restore(ExportStage.FileOf(model, format), Path.Combine(folder, VariantNames.OnnxFileName(model.Settings, format)));
    }
}
