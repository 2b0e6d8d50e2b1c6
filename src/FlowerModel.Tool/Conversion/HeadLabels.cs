using FlowerModel.Conversion.Keras;
using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Tool.Files;
using FlowerModel.Tool.Terminal;

namespace FlowerModel.Tool.Conversion;

/// <summary>Finds the class names of a head.</summary>
internal static class HeadLabels
{
    /// <summary>Returns the class names: one per output of the head, or two for one output; none without a head.</summary>
    /// <param name="path">The Keras file.</param>
    /// <param name="head">The head, or null.</param>
    /// <param name="request">The options.</param>
    /// <param name="output">For messages.</param>
    /// <exception cref="PipelineException">There is no labels file, or the number of its lines does not match.</exception>
    public static IReadOnlyList<string> Read(string path, KerasHead? head, WeightsRequest request, ToolOutput output)
    {
        if (head is null)
        {
            if (request.Labels is null) return [];
            throw new PipelineException(
                request.WithoutHead ? Codes.IncompatibleSettings : Codes.LabelsMismatch,
                $"The model has no head ({(request.WithoutHead ? "--head none" : $"{path} contains only a base")}), "
                + "so it returns features, not classes; omit --labels.",
                request.Labels);
        }

        var beside = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, LabelsFile.FileName);
        if (request.Labels is null && !File.Exists(beside))
        {
            throw new PipelineException(
                Codes.LabelsMismatch,
                $"The weights have a head with {head.Classes} classes, but there are no class names. Specify a labels file with --labels "
                + "(one class name per line), or leave the head out with --head none.",
                path);
        }

        if (request.Labels is null) output.Message($"labels: {beside}");
        var labels = ClassNames.Read(request.Labels ?? beside);
        if (labels.Count == head.Classes || (labels.Count == 2 && OneUnitHead.WithBothClasses(head) is not null)) return labels;
        var expected = head.Classes == 1
            ? $"The head in {path} has one output, but this file has {labels.Count} lines. It must have two lines, the second for the class that the output "
                + "scores, or only a line for that class."
            : $"The head in {path} has {head.Classes} classes, but this file has {labels.Count} lines. It must have one line per class.";
        throw new PipelineException(Codes.LabelsMismatch, expected, request.Labels ?? beside);
    }
}
