using FlowerModel.Pipeline.Artifacts;
using System.Globalization;
using FlowerModel.Conversion;
using FlowerModel.Conversion.Float32;
using FlowerModel.Conversion.Keras;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Tool.Files;
using FlowerModel.Tool.Terminal;

namespace FlowerModel.Tool.Conversion;

/// <summary>A Keras weights file to the bytes of a float32 .tflite; what the user did not say is found in the weights.</summary>
internal static class WeightsConversion
{
    /// <summary>File that a build writes beside its weights.</summary>
    private const int DefaultImageSize = 224;

    /// <summary>Converts.</summary>
    /// <exception cref="KerasWeightsException">The file is no weights file of a MobileNetV2, or of another width than was said.</exception>
    /// <exception cref="PipelineException">File or labels are missing, or labels and head do not belong together.</exception>
    public static byte[] Convert(string path, string modelName, WeightsRequest request, ToolOutput output)
    {
        if (!File.Exists(path)) throw new PipelineException(Codes.WeightsNotFound, "There is no such weights file; correct its path.", path);
        var weights = KerasWeightsFile.Read(path);
        var options = new MobileNetV2Options { Alpha = request.Alpha ?? WidthInference.AlphaOf(weights), ImageSize = request.ImageSize ?? DefaultImageSize };
        var head = request.WithoutHead ? null : Head(weights);
        var labels = Labels(path, head, request, output);
        var source = new ConversionSource
        {
            Base = options,
            Weights = weights,
            Labels = labels,
            Name = request.Name ?? modelName,
            Version = request.Version ?? "1.0.0",
            Description = request.Description ?? Description(labels),
            Author = request.Author ?? "",
            License = request.License ?? "",
        };
        output.Message(string.Create(
            CultureInfo.InvariantCulture,
            $"MobileNetV2, width {source.Base.Alpha}, images of {source.Base.ImageSize} pixels, {Describe(head)}"));
        try
        {
            return TfliteFile.Write(Float32Converter.Convert(source), source);
        }
        catch (ArgumentException error)
        {
            throw new PipelineException(Codes.InvalidValue, error.Message, path, error);
        }
    }

    private static KerasHead? Head(KerasWeights weights)
    {
        try
        {
            return KerasHead.Find(weights);
        }
        catch (KerasWeightsException error)
        {
            throw new PipelineException(
                Codes.InvalidWeights, $"{error.Reason}. With --head none they are left out, and the model gives features.", error.WeightsSource, error);
        }
    }

    private static IReadOnlyList<string> Labels(string path, KerasHead? head, WeightsRequest request, ToolOutput output)
    {
        if (head is null)
        {
            if (request.Labels is null) return [];
            throw new PipelineException(
                request.WithoutHead ? Codes.IncompatibleSettings : Codes.LabelsMismatch,
                $"The model has no head ({(request.WithoutHead ? "--head none" : $"{path} holds a base alone")}), "
                + "so it gives features and no classes; leave out --labels.",
                request.Labels);
        }

        var beside = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, LabelsFile.FileName);
        if (request.Labels is null && !File.Exists(beside))
        {
            throw new PipelineException(
                Codes.LabelsMismatch,
                $"The weights have a head with {head.Classes} classes, and nothing says what they are called. Name the labels file with --labels "
                + "(one class name a line), or leave the head out with --head none.",
                path);
        }

        if (request.Labels is null) output.Message($"labels: {beside}");
        var labels = LabelsFile.Read(request.Labels ?? beside);
        return labels.Count == head.Classes
            ? labels
            : throw new PipelineException(
                Codes.LabelsMismatch,
                $"The head in {path} has {head.Classes} classes, and this file has {labels.Count} lines. One line a class is needed.",
                request.Labels ?? beside);
    }

    private static string Description(IReadOnlyList<string> labels) => labels.Count switch
    {
        0 => "Features of an image.",
        _ => $"Names one of {labels.Count} classes: {string.Join(", ", labels.Take(100))}{(labels.Count > 100 ? ", …" : "")}.",
    };

    private static string Describe(KerasHead? head) => head switch
    {
        null => "no head: gives features",
        { Convolution: null } => $"linear head {head.Dense.Name} with {head.Classes} classes",
        _ => $"head {head.Convolution.Name} + {head.Dense.Name} with a convolution and {head.Classes} classes",
    };
}
