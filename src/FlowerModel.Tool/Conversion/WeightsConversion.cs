using System.Globalization;
using FlowerModel.Conversion.Float32;
using FlowerModel.Conversion.Keras;
using FlowerModel.Conversion;
using FlowerModel.Networks;
using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Tool.Files;
using FlowerModel.Tool.Terminal;

namespace FlowerModel.Tool.Conversion;

/// <summary>Converts a Keras weights file to the bytes of a float32 .tflite; options that were not given are derived from the weights.</summary>
internal static class WeightsConversion
{
    /// <summary>Converts the weights.</summary>
    /// <exception cref="KerasWeightsException">The file is not a weights file of a known network, or has a different width than specified.</exception>
    /// <exception cref="PipelineException">The file or the labels are missing, or the labels do not match the head.</exception>
    public static byte[] Convert(string path, string modelName, WeightsRequest request, ToolOutput output)
    {
        if (!File.Exists(path)) throw new PipelineException(Codes.WeightsNotFound, "The weights file does not exist; correct its path.", path);
        var weights = KerasWeightsFile.Read(path);
        var network = NetworkInference.NetworkOf(weights);
        var sized = network.At(Alpha(network, weights, request), ImageSize(network, weights, request));
        var head = request.WithoutHead ? null : Head(weights, network);
        var labels = Labels(path, head, request, output);
        var source = new ConversionSource
        {
            Base = sized,
            Weights = weights,
            Labels = labels,
            Name = request.Name ?? modelName,
            Version = request.Version ?? ModelSettings.DefaultVersion,
            Description = request.Description ?? Description(labels),
            Author = request.Author ?? "",
            License = request.License ?? "",
        };
        output.Message(string.Create(
            CultureInfo.InvariantCulture,
            $"{network.Name}, width {source.Base.Alpha}, images of {source.Base.ImageSize} pixels, {Describe(head)}"));
        try
        {
            return TfliteFile.Write(Float32Converter.Convert(source), source);
        }
        catch (ArgumentException error)
        {
            throw new PipelineException(Codes.InvalidValue, error.Message, path, error);
        }
    }

    private static double Alpha(NetworkDescription network, KerasWeights weights, WeightsRequest request)
    {
        if (request.Alpha is not { } alpha) return NetworkInference.AlphaOf(network, weights);
        return alpha >= network.MinAlpha && alpha <= network.MaxAlpha
            ? alpha
            : throw new PipelineException(
                Codes.InvalidValue,
                FormattableString.Invariant(
                    $"--alpha is '{alpha}'; expected a number from {network.MinAlpha} to {network.MaxAlpha}, the widths of a {network.Name}."),
                weights.Source);
    }

    private static int ImageSize(NetworkDescription network, KerasWeights weights, WeightsRequest request)
    {
        var imageSize = request.ImageSize ?? ModelSettings.DefaultImageSize;
        return imageSize >= network.MinImageSize && imageSize <= network.MaxImageSize
            ? imageSize
            : throw new PipelineException(
                Codes.InvalidValue,
                FormattableString.Invariant(
                    $"--image-size is '{imageSize}'; expected a number of pixels from {network.MinImageSize} to {network.MaxImageSize}."),
                weights.Source);
    }

    private static KerasHead? Head(KerasWeights weights, NetworkDescription network)
    {
        try
        {
            return KerasHead.Find(weights, network);
        }
        catch (KerasWeightsException error)
        {
            throw new PipelineException(
                Codes.InvalidWeights, $"{error.Reason}. To leave them out, use --head none; the model then returns features.", error.WeightsSource, error);
        }
    }

    private static IReadOnlyList<string> Labels(string path, KerasHead? head, WeightsRequest request, ToolOutput output)
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
        var labels = LabelsFile.Read(request.Labels ?? beside);
        return labels.Count == head.Classes
            ? labels
            : throw new PipelineException(
                Codes.LabelsMismatch,
                $"The head in {path} has {head.Classes} classes, but this file has {labels.Count} lines. It must have one line per class.",
                request.Labels ?? beside);
    }

    private static string Description(IReadOnlyList<string> labels) => labels.Count switch
    {
        0 => "Features of an image.",
        _ => $"Names one of {labels.Count} classes: {string.Join(", ", labels.Take(100))}{(labels.Count > 100 ? ", …" : "")}.",
    };

    private static string Describe(KerasHead? head) => head switch
    {
        null => "no head: returns features",
        { Convolution: null } => $"linear head {head.Dense.Name} with {head.Classes} classes",
        _ => $"head {head.Convolution.Name} + {head.Dense.Name} with a convolution and {head.Classes} classes",
    };
}
