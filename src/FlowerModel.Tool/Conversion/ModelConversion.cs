using FlowerModel.Conversion;
using FlowerModel.Conversion.Quantization;
using FlowerModel.Conversion.Quantization.Calibration;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Text;
using FlowerModel.Pipeline.Variants;
using FlowerModel.Tool.Files;
using FlowerModel.Tool.Terminal;

namespace FlowerModel.Tool.Conversion;

/// <summary>Converts weights, or a float32 model, to one .tflite or .onnx file per number format.</summary>
internal static class ModelConversion
{
    /// <summary>Converts and writes; all models are built before the first file is written.</summary>
    /// <exception cref="PipelineException">An error that the user can correct.</exception>
    public static ConversionReport Convert(ConversionRequest request, ToolOutput output, CancellationToken cancellation)
    {
        Check(request);
        CheckNormalization(request);
        var float32 = Float32(request, output);
        if (request is { IsOnnx: true, KeepsFormat: true } && IsTflite(request.Source)) return OnnxConversion.Convert(request, float32);
        var images = request.Calibration is null ? null : Images(float32, request, output);
        var models = request.Formats
            .Select(kind => (Path: PathOf(request, kind), Model: Quantize(float32, kind, images, request, output, cancellation)))
            .ToArray();
        var files = models.Select(pair => request.IsOnnx ? OnnxConversion.Export(request, pair.Model.File) : pair.Model.File).ToArray();
        foreach (var (path, file) in models.Zip(files, (pair, file) => (pair.Path, file)))
            AtomicFile.Write(Path.GetFullPath(path), stream => stream.Write(file.Span));
        return new ConversionReport
        {
            Source = request.Source,
            Models = [.. models.Zip(files, (pair, file) => new WrittenModel(
                pair.Path,
                ChoiceText.Name(pair.Model.Format),
                file.Length,
                (double)file.Length / float32.Length,
                pair.Model.Recipe?.Name,
                [.. pair.Model.Trials.Select(trial => new TrialReport(trial.Recipe.Name, trial.Divergence, trial.Flips, trial.Images))]))],
        };
    }

    /// <summary>The first format has the plain name; the others carry theirs before the extension, as in a build: <c>Flowers.int8.tflite</c>.</summary>
    private static string PathOf(ConversionRequest request, NumberFormat kind) => kind == request.Formats[0]
        ? request.Output
        : Path.ChangeExtension(request.Output, ChoiceText.Name(kind) + Path.GetExtension(request.Output));

    private static void Check(ConversionRequest request)
    {
        var isInt8 = request.Formats.Contains(NumberFormat.Int8);
        if (isInt8 && request.Calibration is null)
        {
            throw new PipelineException(
                Codes.IncompatibleSettings, "int8 needs calibration images: specify a folder of training images with --calibration.", request.Source);
        }

        if (!isInt8 && (request.InputType, request.ResultType) != (InferenceType.Float32, InferenceType.Float32))
        {
            throw new PipelineException(
                Codes.IncompatibleSettings,
                "--inference-input-type and --inference-output-type apply only to int8. Add int8 to --quantization, or omit them.",
                request.Source);
        }

        if (request.Calibration is not null && request.Formats.All(kind => kind == NumberFormat.Float32))
        {
            throw new PipelineException(
                Codes.IncompatibleSettings,
                "--calibration applies only to int8, dynamic and float16. Add one of them to --quantization, or omit it.",
                request.Source);
        }
    }

    private static void CheckNormalization(ConversionRequest request)
    {
        if (request.Normalization.Mean is null || request.Calibration is not null || !IsTflite(request.Source)) return;
        throw new PipelineException(
            Codes.IncompatibleSettings,
            "With a .tflite file, --mean and --std apply only to calibration images. Name their folder with --calibration, or omit the options.",
            request.Source);
    }

    private static ReadOnlyMemory<byte> Float32(ConversionRequest request, ToolOutput output)
    {
        if (!IsTflite(request.Source))
        {
            return WeightsConversion.Convert(request.Source, Path.GetFileNameWithoutExtension(request.Output), request.Weights, request.Normalization, output);
        }

        if (request.Weights.IsAsked)
        {
            throw new PipelineException(
                Codes.IncompatibleSettings,
                "A .tflite file already has its image size, labels and metadata, which are kept. "
                + "Only the quantization options apply to it; the others are for Keras files.",
                request.Source);
        }

        if (request.Formats.Select(kind => Path.GetFullPath(PathOf(request, kind))).Contains(Path.GetFullPath(request.Source), StringComparer.Ordinal))
        {
            throw new PipelineException(Codes.IncompatibleSettings, "The result would overwrite its source; choose another --output.", request.Source);
        }

        var file = ModelFile.Read(request.Source);
        return file.MetadataProblem is null
            ? file.Bytes
            : throw new PipelineException(
                Codes.UnsupportedModel,
                $"The model's TFLite Metadata cannot be kept: {file.MetadataProblem}. Download or convert the model again.",
                request.Source);
    }

    private static bool IsTflite(string path)
    {
        if (!File.Exists(path)) return string.Equals(Path.GetExtension(path), ".tflite", StringComparison.OrdinalIgnoreCase);
        Span<byte> start = stackalloc byte[8];
        using var file = File.OpenRead(path);
        return file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && start[4..].SequenceEqual("TFL3"u8);
    }

    private static CalibrationImages Images(ReadOnlyMemory<byte> float32, ConversionRequest request, ToolOutput output)
    {
        var paths = ImageFolder.Choose(request.Calibration!, request.CalibrationImages, output);
        output.Message($"calibrating on {paths.Count} images of {request.Calibration}");
        return Coded(request, () => CalibrationImages.FromFiles(float32, paths, request.Normalization));
    }

    private static QuantizedModel Quantize(
        ReadOnlyMemory<byte> float32,
        NumberFormat kind,
        CalibrationImages? images,
        ConversionRequest request,
        ToolOutput output,
        CancellationToken cancellation)
    {
        var options = new QuantizationOptions
        {
            Format = kind,
            Input = kind == NumberFormat.Int8 ? request.InputType : InferenceType.Float32,
            Output = kind == NumberFormat.Int8 ? request.ResultType : InferenceType.Float32,
        };
        return Coded(request, () => Quantizer.Quantize(float32, options, images, new Steps(output), cancellation));
    }

    private static T Coded<T>(ConversionRequest request, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception error) when (error is QuantizationException or NotSupportedException)
        {
            throw new PipelineException(Codes.UnsupportedModel, $"The model cannot be quantized: {error.Message}.", request.Source, error);
        }
    }

    /// <summary>Reports each step immediately; <see cref="Progress{T}"/> would report it later, from another thread.</summary>
    private sealed class Steps(ToolOutput output) : IProgress<string>
    {
        public void Report(string value) => output.Message(value);
    }
}
