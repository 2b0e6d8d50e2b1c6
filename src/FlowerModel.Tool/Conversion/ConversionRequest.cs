using FlowerModel.Networks;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Runtime;

namespace FlowerModel.Tool.Conversion;

/// <summary>The arguments of <c>flowermodel convert</c>; null if not given.</summary>
internal sealed record ConversionRequest
{
    /// <summary>A Keras .h5 or .keras file, or a float32 .tflite.</summary>
    public required string Source { get; init; }

    /// <summary>The file of the first format; the others carry the format's name before the extension.</summary>
    public required string Output { get; init; }

    /// <summary>True to write .onnx files instead of .tflite files.</summary>
    public required bool IsOnnx { get; init; }

    /// <summary>True if no number format was given, so that a .tflite file that is written as ONNX keeps its own.</summary>
    public required bool KeepsFormat { get; init; }

    /// <summary>The formats to write, without duplicates.</summary>
    public required IReadOnlyList<NumberFormat> Formats { get; init; }

    /// <summary>The options that apply only to weights.</summary>
    public required WeightsRequest Weights { get; init; }

    /// <summary>Folder of calibration images.</summary>
    public required string? Calibration { get; init; }

    /// <summary>The maximum number of calibration images.</summary>
    public required int CalibrationImages { get; init; }

    /// <summary>How images were prepared for a Keras model, or the normalization of calibration images for a .tflite file that does not state it.</summary>
    public required ImageClassifierOptions Normalization { get; init; }

    /// <summary>Type of the int8 model's input.</summary>
    public required InferenceType InputType { get; init; }

    /// <summary>Type of the int8 model's output.</summary>
    public required InferenceType ResultType { get; init; }
}

/// <summary>How to read weights, and the metadata of their model; null if not given.</summary>
/// <param name="Alpha">Width multiplier.</param>
/// <param name="ImageSize">Width and height of the input image in pixels.</param>
/// <param name="Labels">A file of class names.</param>
/// <param name="WithoutHead">True to leave out the head that the weights contain.</param>
/// <param name="Name">Name of the model.</param>
/// <param name="Version">Version of the model.</param>
/// <param name="Description">What the model does.</param>
/// <param name="Author">Author of the model.</param>
/// <param name="License">License of the model.</param>
internal sealed record WeightsRequest(
    double? Alpha,
    int? ImageSize,
    string? Labels,
    bool WithoutHead,
    string? Name,
    string? Version,
    string? Description,
    string? Author,
    string? License)
{
    /// <summary>True if any of the options was given.</summary>
    public bool IsAsked => this != new WeightsRequest(null, null, null, false, null, null, null, null, null);
}
