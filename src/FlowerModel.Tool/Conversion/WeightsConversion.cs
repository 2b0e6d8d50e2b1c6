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
    /// <summary>Name of the head's last layer, whose bias has one value a class.</summary>
    private const string Dense = "dense";

    /// <summary>File that a build writes beside its weights.</summary>
    private const string LabelsBeside = "labels.txt";

    private const int DefaultImageSize = 224;

    /// <summary>Converts.</summary>
    /// <exception cref="KerasWeightsException">The file is no weights file of a MobileNetV2, or of another width than was said.</exception>
    /// <exception cref="PipelineException">File or labels are missing, or labels and head do not belong together.</exception>
    public static byte[] Convert(string path, string modelName, WeightsRequest request, ToolOutput output)
    {
        if (!File.Exists(path)) throw new PipelineException(Codes.WeightsNotFound, "There is no such weights file; correct its path.", path);
        var weights = KerasWeightsFile.Read(path);
        var labels = Labels(path, weights, request, output);
        var source = new ConversionSource
        {
            Base = new MobileNetV2Options { Alpha = request.Alpha ?? WidthInference.AlphaOf(weights), ImageSize = request.ImageSize ?? DefaultImageSize },
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
            $"MobileNetV2, width {source.Base.Alpha}, pictures of {source.Base.ImageSize} pixels, {Head(weights, labels.Count)}"));
        try
        {
            return TfliteFile.Write(Float32Converter.Convert(source), source);
        }
        catch (ArgumentException error)
        {
            throw new PipelineException(Codes.InvalidValue, error.Message, path, error);
        }
    }

    private static IReadOnlyList<string> Labels(string path, KerasWeights weights, WeightsRequest request, ToolOutput output)
    {
        var classes = request.WithoutHead ? null : weights.Find(Dense)?.Find("bias")?.Values.Length;
        if (classes is null)
        {
            if (request.Labels is null) return [];
            throw new PipelineException(
                request.WithoutHead ? Codes.IncompatibleSettings : Codes.LabelsMismatch,
                $"The model has no head ({(request.WithoutHead ? "--head none" : $"no layer {Dense} in {path}")}), "
                + "so it gives features and no classes; leave out --labels.",
                request.Labels);
        }

        var beside = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, LabelsBeside);
        if (request.Labels is null && !File.Exists(beside))
        {
            throw new PipelineException(
                Codes.LabelsMismatch,
                $"The weights have a head with {classes} classes, and nothing says what they are called. Name the labels file with --labels "
                + "(one class name a line), or leave the head out with --head none.",
                path);
        }

        if (request.Labels is null) output.Message($"labels: {beside}");
        var labels = LabelsFile.Read(request.Labels ?? beside);
        return labels.Count == classes
            ? labels
            : throw new PipelineException(
                Codes.LabelsMismatch,
                $"The head in {path} has {classes} classes, and this file has {labels.Count} lines. One line a class is needed.",
                request.Labels ?? beside);
    }

    private static string Description(IReadOnlyList<string> labels) => labels.Count switch
    {
        0 => "Features of a picture.",
        _ => $"Names one of {labels.Count} classes: {string.Join(", ", labels.Take(100))}{(labels.Count > 100 ? ", …" : "")}.",
    };

    private static string Head(KerasWeights weights, int classes) =>
        classes == 0 ? "no head: gives features"
        : weights.Find("conv2d") is null ? $"linear head with {classes} classes"
        : $"head with a convolution and {classes} classes";
}
