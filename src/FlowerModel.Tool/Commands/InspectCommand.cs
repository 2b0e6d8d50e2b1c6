using System.CommandLine;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Tool.Files;
using FlowerModel.Tool.Inspection;

namespace FlowerModel.Tool.Commands;

/// <summary><c>flowermodel inspect</c>: shows the content of a .tflite file.</summary>
internal static class InspectCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var model = new Argument<string>("MODEL.tflite") { Description = "The model file." };
        var json = CommonOptions.Json();
        return new Command("inspect", "Shows operators, tensors, sizes, quantization, metadata and labels of a .tflite file.") { model, json }
            .WithAction((parsed, output, _) =>
            {
                var file = ModelFile.Read(parsed.GetRequiredValue(model));
                if (file.MetadataProblem is { } problem)
                {
                    output.Report(Diagnostic.Warning(
                        Codes.InvalidMetadata,
                        $"The model is valid, but its TFLite Metadata is not: {problem}. Convert the model or write its metadata again.",
                        file.Path));
                }

                var report = ModelInspector.Inspect(file);
                if (parsed.GetValue(json)) output.WriteJson(report);
                else ReportPrinter.Print(report, output);
            });
    }
}
