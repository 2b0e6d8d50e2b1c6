using System.Globalization;
using FlowerModel.Conversion;
using FlowerModel.Conversion.Float32;
using FlowerModel.Conversion.Keras;
using FlowerModel.Conversion.Keras.Files;
using FlowerModel.Networks;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Runtime;
using FlowerModel.Tool.Terminal;

namespace FlowerModel.Tool.Conversion;

/// <summary>Converts a Keras file to the bytes of a float32 .tflite; options that were not given are derived from the file.</summary>
internal static class WeightsConversion
{
    /// <summary>Converts the file.</summary>
    /// <exception cref="KerasWeightsException">
    /// The file is not one of a known network, has a different width than specified, or has layers that cannot be written.
    /// </exception>
    /// <exception cref="PipelineException">The file or the labels are missing, or the labels do not match the head.</exception>
    public static byte[] Convert(string path, string modelName, WeightsRequest request, ImageClassifierOptions normalization, ToolOutput output)
    {
        if (!File.Exists(path)) throw new PipelineException(Codes.WeightsNotFound, "The weights file does not exist; correct its path.", path);
        var file = KerasModelFile.Read(path);
        var network = file.FindNetwork();
        var alpha = Alpha(network, file.Weights, request);
        var model = file.Around(network, alpha);
        var sized = network.At(alpha, ImageSize(network, model, request, path));
        var preprocessing = model.ReadPreprocessing(normalization is { Mean: { } mean, StandardDeviation: { } deviation } ? new InputNormalization(mean, deviation) : null);
        var head = request.WithoutHead ? null : Head(model);
        var labels = HeadLabels.Read(path, head, request, output);
        if (head is { Classes: 1 } && labels.Count == 2) head = OneUnitHead.WithBothClasses(head) ?? head;
        var source = new ConversionSource
        {
            Base = sized,
            Weights = file.Weights,
            Head = head,
            Normalization = preprocessing.Normalization,
            Scaling = preprocessing.Scaling,
            Labels = labels,
            Name = request.Name ?? modelName,
            Version = request.Version ?? ModelSettings.DefaultVersion,
            Description = request.Description ?? Description(labels),
            Author = request.Author ?? "",
            License = request.License ?? "",
        };
        output.Message(string.Create(
            CultureInfo.InvariantCulture,
            $"{network.Name}, width {source.Base.Alpha}, images of {source.Base.ImageSize} pixels, {HeadText.Describe(head)}"));
        if (HeadText.DescribePixels(source, model.IsConfigured) is { } pixels) output.Message(pixels);
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

    private static int ImageSize(NetworkDescription network, KerasSurroundings model, WeightsRequest request, string path)
    {
        var imageSize = request.ImageSize ?? model.ImageSize ?? ModelSettings.DefaultImageSize;
        return imageSize >= network.MinImageSize && imageSize <= network.MaxImageSize
            ? imageSize
            : throw new PipelineException(
                Codes.InvalidValue,
                FormattableString.Invariant(
                    $"{(request.ImageSize is null ? "The image size of this model" : "--image-size")} is '{imageSize}'; ")
                + FormattableString.Invariant($"expected a number of pixels from {network.MinImageSize} to {network.MaxImageSize}."),
                path);
    }

    private static KerasHead? Head(KerasSurroundings model)
    {
        try
        {
            return model.ReadHead();
        }
        catch (KerasWeightsException error)
        {
            throw new PipelineException(
                Codes.InvalidWeights, $"{error.Reason}. To leave the head out, use --head none; the model then returns features.", error.WeightsSource, error);
        }
    }

    private static string Description(IReadOnlyList<string> labels) => labels.Count switch
    {
        0 => "Features of an image.",
        _ => $"Names one of {labels.Count} classes: {string.Join(", ", labels.Take(100))}{(labels.Count > 100 ? ", …" : "")}.",
    };
}
