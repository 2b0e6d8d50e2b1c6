using System.CommandLine;
using FlowerModel.Networks;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Text;
using FlowerModel.Tool.Conversion;

namespace FlowerModel.Tool.Commands;

/// <summary><c>flowermodel convert</c>: converts trained weights or a model to .tflite or .onnx files.</summary>
internal static class ConvertCommand
{
    private static readonly char[] Separators = [';', ',', ' '];

    private static readonly Argument<string> Source = new("WEIGHTS.h5")
    {
        Description = $"Weights of a network ({string.Join(", ", NetworkCatalog.All.Select(network => network.Name))}), with or without a head, "
            + "or a whole model, saved by Keras 1 to 3 (.h5, .weights.h5, .keras) or by a build (model.h5); or a float32 .tflite file to quantize, "
            + "or any .tflite file to write as ONNX.",
    };

    private static readonly Option<string> Output = new("--output", "-o")
    {
        Description = "The file to write. With several formats, the second and later files carry the format's name: MODEL.int8.tflite.",
        HelpName = "MODEL.tflite",
        Required = true,
    };

    private static readonly Option<string> Format = OneOf(
        "--format", "The file format to write; auto: onnx if the name of the output ends in .onnx, otherwise tflite.", "auto", "tflite", "onnx");

    private static readonly Option<double?> Alpha = new("--alpha")
    {
        Description = "Width multiplier of the network. Default: derived from the shapes of the weights.",
        HelpName = "WIDTH",
    };

    private static readonly Option<int?> ImageSize = new("--image-size")
    {
        Description = "Width and height of the input image in pixels, 32 to 1024. Default: that of the model's configuration, or 224.",
        HelpName = "PIXELS",
    };

    private static readonly Option<string?> Labels = new("--labels")
    {
        Description = "File of class names, one per line, with or without numbers from 0. Default: labels.txt beside the weights.",
        HelpName = "labels.txt",
    };

    private static readonly Option<string> Head = OneOf(
        "--head", "auto: the head that the weights contain, with or without a convolution; none: no head, the model returns features.", "auto", "none");

    private static readonly Option<string?> Name = Text("--name", "NAME", "Name of the model in its metadata. Default: the file name.");

    private static readonly Option<string?> Version = Text("--version", "VERSION", "Version of the model in its metadata. Default: 1.0.0.");

    private static readonly Option<string?> Description =
        Text("--description", "TEXT", "Description in the metadata. Default: a list of the classes.");

    private static readonly Option<string?> Author = Text("--author", "AUTHOR", "Author in the metadata.");

    private static readonly Option<string?> License = Text("--license", "LICENSE", "License in the metadata.");

    private static readonly string OneOrMoreFormats = "one or more of " + ChoiceText.Names<NumberFormat>();

    private static readonly Option<string> Quantization = new("--quantization")
    {
        Description = $"{char.ToUpperInvariant(OneOrMoreFormats[0])}{OneOrMoreFormats[1..]}, separated by commas. Each is written to its own file.",
        DefaultValueFactory = _ => ChoiceText.Name(NumberFormat.Float32),
        HelpName = "FORMATS",
    };

    private static readonly Option<string?> Calibration = new("--calibration")
    {
        Description = "A folder of training images, preferably with one sub-folder per class. int8 requires it; dynamic and float16 are more accurate with it.",
        HelpName = "FOLDER",
    };

    private static readonly Option<int> CalibrationImages = new("--calibration-images", "--calibration-pictures")
    {
        Description = "The maximum number of calibration images; they are taken from the classes in turn.",
        HelpName = "COUNT",
        DefaultValueFactory = _ => ModelSettings.DefaultCalibrationImages,
    };

    private static readonly Option<string> InputType = OneOf("--inference-input-type", "For int8: the type of the input.", "float32", "uint8", "int8");

    private static readonly Option<string> OutputType = OneOf("--inference-output-type", "For int8: the type of the output.", "float32", "uint8", "int8");

    private static readonly NormalizationOptions Normalization = new();

    private static readonly Option<bool> Json = CommonOptions.Json();

    /// <summary>Creates the command.</summary>
    public static Command Create() => new Command("convert", "Converts trained weights or a model to .tflite or .onnx files, with or without quantization.")
    {
        Source, Output, Format, Quantization, Calibration, CalibrationImages, InputType, OutputType, Normalization.Mean, Normalization.Std,
        Alpha, ImageSize, Labels, Head, Name, Version, Description, Author, License, Json,
    }
    .WithAction((parsed, output, cancellation) =>
    {
        var report = ModelConversion.Convert(RequestOf(parsed), output, cancellation);
        if (parsed.GetValue(Json)) output.WriteJson(report);
        else ConversionPrinter.Print(report, output);
    });

    private static ConversionRequest RequestOf(ParseResult parsed)
    {
        var calibrationImages = parsed.GetValue(CalibrationImages);
        if (!SettingLimits.CalibrationImages.Contain(calibrationImages))
            throw Invalid("--calibration-images", calibrationImages, $"a number from {SettingLimits.CalibrationImages.Min} to {SettingLimits.CalibrationImages.Max}");
        return new ConversionRequest
        {
            Source = parsed.GetRequiredValue(Source),
            Output = parsed.GetRequiredValue(Output),
            IsOnnx = IsOnnx(parsed.GetValue(Format)!, parsed.GetRequiredValue(Output)),
            KeepsFormat = parsed.GetResult(Quantization) is not { Implicit: false },
            Formats = Formats(parsed.GetRequiredValue(Quantization)),
            Weights = new WeightsRequest(
                parsed.GetValue(Alpha),
                parsed.GetValue(ImageSize),
                parsed.GetValue(Labels),
                parsed.GetValue(Head) == "none",
                parsed.GetValue(Name),
                parsed.GetValue(Version),
                parsed.GetValue(Description),
                parsed.GetValue(Author),
                parsed.GetValue(License)),
            Calibration = parsed.GetValue(Calibration),
            CalibrationImages = calibrationImages,
            Normalization = Normalization.Of(parsed),
            InputType = Enum.Parse<InferenceType>(parsed.GetRequiredValue(InputType), ignoreCase: true),
            ResultType = Enum.Parse<InferenceType>(parsed.GetRequiredValue(OutputType), ignoreCase: true),
        };
    }

    private static bool IsOnnx(string format, string output) =>
        format == "auto" ? string.Equals(Path.GetExtension(output), ".onnx", StringComparison.OrdinalIgnoreCase) : format == "onnx";

    private static List<NumberFormat> Formats(string text)
    {
        var formats = new List<NumberFormat>();
        foreach (var word in text.Split(Separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!ChoiceText.TryParse<NumberFormat>(word, out var format))
                throw Invalid("--quantization", word, OneOrMoreFormats + ChoiceText.DidYouMean<NumberFormat>(word));
            if (formats.Contains(format)) throw Invalid("--quantization", text, $"'{word}' once");
            formats.Add(format);
        }

        return formats.Count > 0 ? formats : throw Invalid("--quantization", text, OneOrMoreFormats);
    }

    private static PipelineException Invalid(string option, object? value, string expected) =>
        new(Codes.InvalidValue, FormattableString.Invariant($"{option} is '{value}'; expected {expected}{(expected.EndsWith('?') ? "" : ".")}"));

    private static Option<string?> Text(string name, string value, string description) => new(name) { Description = description, HelpName = value };

    private static Option<string> OneOf(string name, string description, params string[] values)
    {
        var option = new Option<string>(name) { Description = description, DefaultValueFactory = _ => values[0] };
        return option.AcceptOnlyFromAmong(values);
    }
}
